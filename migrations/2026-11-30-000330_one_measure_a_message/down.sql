create or replace function work_as(role text) returns text language plpgsql as $$
declare
    before text := coalesce(current_setting('app.role', true), '');
begin
    perform set_config('app.role', role, true);
    return before;
end $$;

create or replace function count_message() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    studio uuid := current_studio();
    asker text := work_as('system');
    sent bigint;
begin
    update conversations set messages = messages + 1, last_message_id = greatest(last_message_id, new.id)
        where studio_id = studio and id = new.conversation_id returning messages into sent;
    if sent = 1 then
        -- Everybody who may read it has a mark from now on.
        insert into read_marks (studio_id, conversation_id, user_id, client_id, read_through)
            select studio, new.conversation_id, u.id, new.client_id, '00000000-0000-0000-0000-000000000000'
            from users u where u.studio_id = studio and (u.client_id is null or u.client_id = new.client_id) and u.erased_at is null
            on conflict do nothing;
    end if;
    update read_marks set unread_from = new.id
        where studio_id = studio and conversation_id = new.conversation_id and unread_from is null and user_id <> new.sender_id;
    -- Whoever answers has read.
    insert into read_marks (studio_id, conversation_id, user_id, client_id, read_through, read_at)
        values (studio, new.conversation_id, new.sender_id, new.client_id, new.id, new.created_at)
        on conflict (studio_id, conversation_id, user_id) do update set read_through = excluded.read_through, read_at = excluded.read_at
            where read_marks.read_through < excluded.read_through;
    insert into message_totals (studio_id, reach, messages) values (studio, new.client_id, 1), (studio, studio, 1)
        on conflict (studio_id, reach) do update set messages = message_totals.messages + 1;
    perform work_as(asker);
    return null;
end $$;

create or replace function measure_mark() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    studio uuid := current_studio();
    asker text;
begin
    if tg_op = 'UPDATE' and new.read_through = old.read_through then
        return new;
    end if;
    asker := work_as('system');
    select messages into new.seen from conversations where studio_id = studio and id = new.conversation_id for share;
    select new.seen - count(*), min(id::text)::uuid into new.seen, new.unread_from
        from messages where studio_id = studio and conversation_id = new.conversation_id and id > new.read_through;
    perform work_as(asker);
    return new;
end $$;

create or replace function count_seen() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    studio uuid := current_studio();
    mark read_marks := case tg_op when 'DELETE' then old else new end;
    more bigint := case tg_op when 'DELETE' then -old.seen when 'UPDATE' then new.seen - old.seen else new.seen end;
    asker text;
begin
    if more <> 0 or tg_op = 'INSERT' then
        asker := work_as('system');
        update messages_seen set messages = messages + more where studio_id = studio and user_id = mark.user_id;
        if not found and tg_op <> 'DELETE' then
            insert into messages_seen (studio_id, user_id, messages) values (studio, mark.user_id, more)
                on conflict (studio_id, user_id) do update set messages = messages_seen.messages + excluded.messages;
        end if;
        perform work_as(asker);
    end if;
    return null;
end $$;
