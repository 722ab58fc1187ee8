-- Nobody writes in another's name, and an erasure reaches no further than whom its entry is about. What a second attack on the walls found:
-- docs/adr/0023-what-the-app-may-write.md.

-- In one's own name -----------------------------------------------------------------------------------------------------------

-- Whoever asks as a person signs with their own id what they write, admins and staff too. Background work and desks write for others.
do $$
declare
    signed record;
begin
    for signed in select * from (values
        ('audit_entries', 'actor_id'),
        ('client_codes', 'made_by'),
        ('data_exports', 'requested_by'),
        ('download_marks', 'user_id'),
        ('events', 'actor_id'),
        ('file_downloads', 'user_id'),
        ('file_versions', 'uploaded_by'),
        ('files', 'created_by'),
        ('invoices', 'created_by'),
        ('messages', 'sender_id'),
        ('one_time_links', 'created_by'),
        ('payments', 'recorded_by'),
        ('projects', 'created_by'),
        ('read_marks', 'user_id')) s (by_table, by_column)
    loop
        execute format(
            'create policy in_ones_own_name on %I as restrictive for insert
                with check ((select asks_as(''system'')) or %I = (select current_user_id()))', signed.by_table, signed.by_column);
    end loop;
end $$;
create policy own_marks on read_marks as restrictive for update
    using ((select asks_as('system')) or user_id = (select current_user_id()));

-- The same where a row is signed after it was written. Who signed before stays in it when others change the rest.
create function keep_signature() returns trigger language plpgsql as $$
declare
    before uuid := case when tg_op = 'UPDATE' then (to_jsonb(old) ->> tg_argv[0])::uuid end;
    signed uuid := (to_jsonb(new) ->> tg_argv[0])::uuid;
begin
    if signed is null or signed is not distinct from before or asks_as('system') or signed is not distinct from current_user_id() then
        return new;
    end if;
    raise exception 'nobody signs for another' using errcode = 'insufficient_privilege';
end $$;
create trigger milestones_are_signed before insert or update of done_by on milestones
    for each row execute function keep_signature('done_by');
create trigger invoices_are_signed before insert or update of sent_by on invoices
    for each row execute function keep_signature('sent_by');

-- An account begins as an invitation. Staff invite clients' people, admins anybody; desks alone make an account that is open.
create policy begins_invited on users as restrictive for insert with check (
    (select asks_as('system')) or state = 'invited' and (role = 'client' or (select asks_as('admin'))));

-- Links are the desks'. Who works here sees their own invitations and adds to them, for somebody whom they may invite.
drop policy workers on one_time_links;
create policy workers on one_time_links using ((select asks_as('system'))) with check ((select asks_as('system')));
create policy workers_invite on one_time_links for insert with check (
    (select asks_as('admin', 'staff')) and purpose = 'invitation'
    and exists (select from users u where u.studio_id = one_time_links.studio_id and u.id = user_id and u.state = 'invited'
        and (u.role = 'client' or (select asks_as('admin')))));

-- An admin changes of others their place, and nothing that they sign in with.
create or replace function keep_places() returns trigger language plpgsql as $$
declare
    theirs_to_change text[] := case
        when asks_as('system') then null
        when old.id = current_user_id() then array['name', 'locale', 'zone', 'theme']
        when asks_as('admin') then array['role', 'standing', 'state']
        when asks_as('client') then array['standing', 'state']
        else array[]::text[] end;
begin
    if to_jsonb(old) - theirs_to_change <> to_jsonb(new) - theirs_to_change then
        raise exception 'this of users is not theirs to change' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;

-- A download is marked when it happens: a mark made ahead would keep its entry out of the audit.
alter table download_marks alter column quarter set default floor(extract(epoch from now()) / 900);
drop policy own_downloads on download_marks;
create policy own_downloads on download_marks for insert with check (
    (select asks_as('admin', 'staff', 'client')) and quarter = floor(extract(epoch from now()) / 900));

-- Whom an erasure is about ----------------------------------------------------------------------------------------------------

-- The people whom an entry of an erasure lets be erased: its subject, or the people of the client that it is about; and the rows that
-- stand for their addresses in clients (invited_as).
create function people_erased(by_entry uuid) returns setof uuid language sql stable as $$
    with meant as (
        select u.studio_id, u.id, u.email
        from audit_entries e
        join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id and p.waits
        join users u on u.studio_id = e.studio_id
            and case e.kind when 'user.erased' then u.id = e.subject_id when 'client.erased' then u.client_id = e.subject_id end
        where e.studio_id = current_studio() and e.id = by_entry)
    select id from meant
    union
    select s.id from meant m join users s on s.studio_id = m.studio_id and s.invited_as = m.email
$$;

-- The client that an entry lets be erased.
create function client_erased(by_entry uuid) returns uuid language sql stable as $$
    select c.id from audit_entries e
    join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id and p.waits
    join clients c on c.studio_id = e.studio_id and c.id = e.subject_id
    where e.studio_id = current_studio() and e.id = by_entry and e.kind = 'client.erased'
$$;

-- Whether an entry lets the name of a file be erased: begun by one of its people, and asked for.
create function file_name_erased(file uuid, by_entry uuid) returns boolean language sql stable as $$
    select exists (
        select from files f where f.studio_id = current_studio() and f.id = file and f.created_by in (select people_erased(by_entry)))
    and exists (
        select from audit_entries e join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id
        where e.studio_id = current_studio() and e.id = by_entry and (e.kind = 'client.erased' or p.facts ->> 'file_names' = 'true'))
$$;

-- Whether the facts of an entry of the audit are about whom another lets be erased.
create function facts_erased(entry uuid, by_entry uuid) returns boolean language sql stable as $$
    select exists (
        select from audit_entries e
        join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id
        where e.studio_id = current_studio() and e.id = entry
            and e.kind not in ('user.erased', 'client.erased', 'audit.blanks_counted', 'audit.cut') and (
            e.subject_id in (select people_erased(by_entry))
            or exists (select from mails m where m.studio_id = e.studio_id and m.id = e.subject_id
                and (m.user_id in (select people_erased(by_entry)) or m.client_id = client_erased(by_entry)))
            or file_name_erased(e.subject_id, by_entry)
            or exists (select from file_versions v where v.studio_id = e.studio_id and v.id = e.subject_id
                and (v.client_id = client_erased(by_entry) or file_name_erased(v.file_id, by_entry)))
            or e.subject_id = client_erased(by_entry)
            or p.facts ->> 'client_id' = client_erased(by_entry)::text
            or exists (select from projects o where o.studio_id = e.studio_id and o.id = e.subject_id
                and o.client_id = client_erased(by_entry))
            or exists (select from milestones o where o.studio_id = e.studio_id and o.id = e.subject_id
                and o.client_id = client_erased(by_entry))
            or exists (select from files o where o.studio_id = e.studio_id and o.id = e.subject_id
                and o.client_id = client_erased(by_entry))))
$$;

-- An erasure is accounted for: it names its own entry in the audit, written in the same transaction and so not yet in the chain, and
-- reaches whom that entry is about.
create function check_erasure(is_theirs boolean) returns void language plpgsql stable as $$
begin
    if not asks_as('system') or is_theirs is not true then
        raise exception 'an erasure needs its entry in the audit, about whom it erases' using errcode = 'insufficient_privilege';
    end if;
end $$;

create or replace function erase_messages_of_person(person uuid, instead text, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(person in (select people_erased(by_entry)));
    update messages set body = instead where studio_id = current_studio() and sender_id = person;
end $$;

create or replace function erase_messages_of_client(client uuid, instead text, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(client = client_erased(by_entry));
    update messages set body = instead where studio_id = current_studio() and client_id = client;
end $$;

create or replace function erase_events_of_client(client uuid, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(client = client_erased(by_entry));
    delete from events where studio_id = current_studio() and client_id = client;
end $$;

-- Facts are taken out of an event by their names, so that none can be put in.
drop function erase_event_facts(bigint, jsonb, uuid);
create function erase_event_facts(event bigint, named text[], by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(exists (
        select from events e where e.studio_id = current_studio() and e.id = event and (
            named <@ array['who', 'name', 'email'] and e.subject_id in (select people_erased(by_entry))
            or named <@ array['name'] and file_name_erased(e.subject_id, by_entry))));
    update events set facts = facts - named where studio_id = current_studio() and id = event;
end $$;
comment on function erase_event_facts is 'Takes what names somebody, or a file of theirs, out of an event about them.';
revoke execute on function erase_event_facts(bigint, text[], uuid) from public;

create or replace function erase_files_of_client(client uuid, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(client = client_erased(by_entry));
    delete from files where studio_id = current_studio() and client_id = client;
end $$;

-- Who acted; or, where nobody was known yet, from where something was tried with their account.
create or replace function erase_audit_who(entry uuid, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(exists (
        select from audit_entries e where e.studio_id = current_studio() and e.id = entry
            and (e.actor_id in (select people_erased(by_entry))
                or e.actor_id is null and e.subject_id in (select people_erased(by_entry))
                    and e.kind not in ('user.erased', 'client.erased'))));
    update audit_particulars set who_salt = null, actor_name = '', address = '', agent = '', erased_by = by_entry
        where studio_id = current_studio() and entry_id = entry and entry_id <> by_entry;
end $$;

create or replace function erase_audit_facts(entry uuid, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(facts_erased(entry, by_entry));
    update audit_particulars set facts_salt = null, facts = '{}', erased_by = by_entry
        where studio_id = current_studio() and entry_id = entry and entry_id <> by_entry;
end $$;

create or replace function forget_owned(person uuid, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    owned record;
begin
    perform check_erasure(person in (select people_erased(by_entry)));
    for owned in
        select k.conrelid::regclass as from_table, quote_ident(a.attname) as by_column
        from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[array_length(k.conkey, 1)]
        where k.contype = 'f' and k.confrelid = 'users'::regclass and k.confdeltype = 'c'
    loop
        execute format('delete from %s where studio_id = current_studio() and %s = $1', owned.from_table, owned.by_column) using person;
    end loop;
end $$;
drop function check_erasure(uuid);
