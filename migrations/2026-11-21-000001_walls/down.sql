drop function refuse_change();
drop procedure raise_wall(regclass, text, text);
drop function asks_as(text[]);
drop function current_client();
drop function current_user_id();
drop function current_studio();
