drop function session_of;
