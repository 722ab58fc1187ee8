-- What is unread is kept where it changes, so that no page counts messages. A conversation knows how many messages it has, a reader's
-- mark how many of them they have seen, and sums of both give the count in the rail: messages sent, less messages seen.
-- See docs/adr/0027-kept-figures.md.

alter table conversations
    add column messages bigint not null default 0,
    add column last_message_id uuid;
comment on column conversations.messages is 'How many messages were sent in it. Kept by a trigger, like last_message_id.';
create index on conversations (studio_id, last_message_id desc) where last_message_id is not null;
create index on conversations (studio_id, client_id, last_message_id desc) where last_message_id is not null;

alter table read_marks
    add column seen bigint not null default 0,
    add column unread_from uuid;
comment on column read_marks.read_through is
    'The newest message its reader has seen; message ids are in order of time. The nil UUID where there is none yet.';
comment on column read_marks.seen is 'How many messages of the conversation are not after it. Kept by a trigger, like unread_from.';
comment on column read_marks.unread_from is 'The first message after it; null where there is none.';
create index on read_marks (studio_id, user_id, unread_from desc) where unread_from is not null;

create table message_totals (
    studio_id uuid not null references studios (id) on delete cascade,
    reach uuid not null,
    messages bigint not null default 0,
    primary key (studio_id, reach)
);
comment on table message_totals is 'How many messages there are in all that one group of readers may see.';
comment on column message_totals.reach is 'A client, for its own people; the studio itself, for those who work there.';
call raise_wall('message_totals', 'reach = (select current_client())', '''admin'', ''staff'', ''system''');

create table messages_seen (
    studio_id uuid not null,
    user_id uuid not null,
    messages bigint not null default 0,
    primary key (studio_id, user_id),
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade
);
comment on table messages_seen is 'How many messages a person has seen in all: the sum of their marks.';
call raise_wall('messages_seen', null, '''system''');
create policy own_count on messages_seen for select using (user_id = (select current_user_id()));

-- Counters are everybody's, whoever's act changes them: the triggers work as the system, within the asker's studio, and give the asker's
-- role back.
create function work_as(role text) returns text language plpgsql as $$
declare
    before text := coalesce(current_setting('app.role', true), '');
begin
    perform set_config('app.role', role, true);
    return before;
end $$;
comment on function work_as is 'Sets who asks until the end of the transaction, and answers who did before. For triggers that keep counters.';

-- After the insert, not before: one that a conflict turns into nothing must not count.
create function count_message() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
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
create trigger messages_are_counted after insert on messages for each row execute function count_message();

-- A mark that moves. The conversation is locked against new messages meanwhile, so that none arrives between the two looks at it.
create function measure_mark() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
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
create trigger read_marks_are_measured before insert or update on read_marks for each row execute function measure_mark();

create function count_seen() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
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
create trigger read_marks_are_counted after insert or update or delete on read_marks for each row execute function count_seen();

-- Who joins has seen what was there before: a mark at the end of each conversation they may read.
create function mark_all_before() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    studio uuid := current_studio();
    asker text := work_as('system');
begin
    insert into read_marks (studio_id, conversation_id, user_id, client_id, read_through)
        select c.studio_id, c.id, new.id, c.client_id, c.last_message_id from conversations c
        where c.studio_id = studio and (new.client_id is null or c.client_id = new.client_id) and c.last_message_id is not null;
    perform work_as(asker);
    return null;
end $$;
create trigger users_begin_at_the_end after insert on users for each row execute function mark_all_before();

create function forget_conversation() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    studio uuid := current_studio();
    asker text := work_as('system');
begin
    update message_totals set messages = messages - old.messages
        where studio_id = studio and reach in (old.client_id, studio) and old.messages > 0;
    perform work_as(asker);
    return null;
end $$;
create trigger conversations_are_forgotten after delete on conversations for each row execute function forget_conversation();

-- What is there already.
create procedure set_unread_counts() language sql as $$
    update conversations c set messages = counted.messages, last_message_id = counted.last_message_id
        from (select studio_id, conversation_id, count(*) as messages, (array_agg(id order by id desc))[1] as last_message_id
            from messages group by studio_id, conversation_id) counted
        where c.studio_id = counted.studio_id and c.id = counted.conversation_id;
    -- Whoever has no mark has seen what was sent before they came, and nothing since.
    insert into read_marks (studio_id, conversation_id, user_id, client_id, read_through)
        select c.studio_id, c.id, u.id, c.client_id, coalesce((
            select m.id from messages m where m.studio_id = c.studio_id and m.conversation_id = c.id and m.created_at <= u.created_at
            order by m.id desc limit 1), '00000000-0000-0000-0000-000000000000')
        from conversations c
        join users u on u.studio_id = c.studio_id and (u.client_id is null or u.client_id = c.client_id) and u.erased_at is null
        where c.last_message_id is not null
        on conflict do nothing;
    update read_marks r set (seen, unread_from) = (
        select c.messages - count(m.id), min(m.id::text)::uuid
        from conversations c left join messages m on m.studio_id = c.studio_id and m.conversation_id = c.id and m.id > r.read_through
        where c.studio_id = r.studio_id and c.id = r.conversation_id group by c.messages);
    insert into messages_seen (studio_id, user_id, messages)
        select studio_id, user_id, sum(seen) from read_marks group by studio_id, user_id;
    insert into message_totals (studio_id, reach, messages)
        select studio_id, client_id, sum(messages) from conversations group by studio_id, client_id
        union all select studio_id, studio_id, sum(messages) from conversations group by studio_id
$$;
comment on procedure set_unread_counts is
    'Counts anew where nothing was counted yet, within the walls of who calls it. The triggers on messages and read_marks must be off.';
alter table read_marks disable trigger user;
do $$
declare
    kept text;
    walled text[] := array['conversations', 'messages', 'read_marks', 'message_totals', 'messages_seen', 'users'];
begin
    foreach kept in array walled loop
        execute format('alter table %s no force row level security', kept);
    end loop;
    call set_unread_counts();
    foreach kept in array walled loop
        execute format('alter table %s force row level security', kept);
    end loop;
end $$;
alter table read_marks enable trigger user;
revoke execute on function count_message(), measure_mark(), count_seen(), mark_all_before(), forget_conversation() from public;
