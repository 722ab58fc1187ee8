drop function turns_of;
