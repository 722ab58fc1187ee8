-- Whoever joins has seen what was there before, for others have read it for them. Nobody has for the first of a client's people: what the
-- studio wrote to the client until then is theirs to read. The first is whoever is invited while nobody of the client has ever joined.
create or replace function mark_all_before() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
declare
    studio uuid := new.studio_id;
    asker text[] := look_as_system(studio);
    is_first boolean := new.client_id is not null and not exists (select from users u
        where u.studio_id = studio and u.client_id = new.client_id and u.id <> new.id and u.joined_at is not null);
begin
    insert into read_marks (studio_id, conversation_id, user_id, client_id, read_through)
        select c.studio_id, c.id, new.id, c.client_id,
            case when is_first then '00000000-0000-0000-0000-000000000000' else c.last_message_id end
        from conversations c
        where c.studio_id = studio and (new.client_id is null or c.client_id = new.client_id) and c.last_message_id is not null;
    asker := look_as_before(asker);
    return null;
end $$;
