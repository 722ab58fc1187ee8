-- The functions and policies of 000210, as they were.
-- An erasure is accounted for: it names its own entry in the audit, written in the same transaction and so not yet in the chain.
create function check_erasure(by_entry uuid) returns void language plpgsql stable as $$
begin
    if not asks_as('system') or not exists (
        select from audit_entries e join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id
        where e.studio_id = current_studio() and e.id = by_entry and e.kind in ('user.erased', 'client.erased') and p.waits) then
        raise exception 'an erasure needs its entry in the audit' using errcode = 'insufficient_privilege';
    end if;
end $$;

drop function erase_event_facts(bigint, text[], uuid);
create function erase_event_facts(event bigint, instead jsonb, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(by_entry);
    update events set facts = instead where studio_id = current_studio() and id = event;
end $$;
comment on function erase_event_facts is 'Puts facts without what was erased in place of an event''s.';
revoke execute on function erase_event_facts(bigint, jsonb, uuid) from public;

create or replace function erase_messages_of_person(person uuid, instead text, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(by_entry);
    update messages set body = instead where studio_id = current_studio() and sender_id = person;
end $$;

create or replace function erase_messages_of_client(client uuid, instead text, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(by_entry);
    update messages set body = instead where studio_id = current_studio() and client_id = client;
end $$;

create or replace function erase_events_of_client(client uuid, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(by_entry);
    delete from events where studio_id = current_studio() and client_id = client;
end $$;

create or replace function erase_files_of_client(client uuid, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(by_entry);
    delete from files where studio_id = current_studio() and client_id = client;
end $$;

create or replace function erase_audit_who(entry uuid, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(by_entry);
    update audit_particulars set who_salt = null, actor_name = '', address = '', agent = '', erased_by = by_entry
        where studio_id = current_studio() and entry_id = entry and entry_id <> by_entry;
end $$;

create or replace function erase_audit_facts(entry uuid, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(by_entry);
    update audit_particulars set facts_salt = null, facts = '{}', erased_by = by_entry
        where studio_id = current_studio() and entry_id = entry and entry_id <> by_entry;
end $$;

create or replace function forget_owned(person uuid, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    owned record;
begin
    perform check_erasure(by_entry);
    for owned in
        select k.conrelid::regclass as from_table, quote_ident(a.attname) as by_column
        from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[array_length(k.conkey, 1)]
        where k.contype = 'f' and k.confrelid = 'users'::regclass and k.confdeltype = 'c'
    loop
        execute format('delete from %s where studio_id = current_studio() and %s = $1', owned.from_table, owned.by_column) using person;
    end loop;
end $$;

drop function check_erasure(boolean), facts_erased(uuid, uuid), file_name_erased(uuid, uuid), client_erased(uuid), people_erased(uuid);

drop policy own_downloads on download_marks;
create policy own_downloads on download_marks for insert with check (
    (select asks_as('admin', 'staff', 'client')) and user_id = (select current_user_id()));
alter table download_marks alter column quarter drop default;

create or replace function keep_places() returns trigger language plpgsql as $$
declare
    theirs_to_change text[] := case
        when asks_as('admin', 'system') then null
        when old.id = current_user_id() then array['name', 'locale', 'zone', 'theme']
        when asks_as('client') then array['standing', 'state']
        else array[]::text[] end;
begin
    if to_jsonb(old) - theirs_to_change <> to_jsonb(new) - theirs_to_change then
        raise exception 'this of users is not theirs to change' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;

drop policy workers_invite on one_time_links;
drop policy workers on one_time_links;
create policy workers on one_time_links using ((select asks_as('admin', 'staff', 'system')))
    with check ((select asks_as('admin', 'staff', 'system')));
drop policy begins_invited on users;

drop trigger milestones_are_signed on milestones;
drop trigger invoices_are_signed on invoices;
drop function keep_signature();
drop policy own_marks on read_marks;
do $$
declare
    signed text;
begin
    foreach signed in array array['audit_entries', 'client_codes', 'data_exports', 'download_marks', 'events', 'file_downloads',
        'file_versions', 'files', 'invoices', 'messages', 'one_time_links', 'payments', 'projects', 'read_marks']
    loop
        execute format('drop policy in_ones_own_name on %I', signed);
    end loop;
end $$;
