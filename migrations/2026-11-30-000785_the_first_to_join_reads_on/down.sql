create or replace function mark_all_before() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
    studio uuid := new.studio_id;
    asker text[] := look_as_system(studio);
begin
    insert into read_marks (studio_id, conversation_id, user_id, client_id, read_through)
        select c.studio_id, c.id, new.id, c.client_id, c.last_message_id from conversations c
        where c.studio_id = studio and (new.client_id is null or c.client_id = new.client_id) and c.last_message_id is not null;
    asker := look_as_before(asker);
    return null;
end $$;
