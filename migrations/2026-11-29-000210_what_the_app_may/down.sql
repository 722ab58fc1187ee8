-- The release before reads and writes every table: its rights come back by the default that a set-up by hand gave, see docs/OPERATIONS.md.
drop trigger audit_blanks_are_listed on audit_blanks;
drop trigger audit_blanks_are_kept on audit_blanks;
drop function grant_only(name, text[]);

drop policy everyone_sees on studio_hosts;
drop policy system_founds on studio_hosts;
alter table studio_hosts disable row level security;
alter table studio_hosts no force row level security;

drop trigger sessions_keep_their_end on sessions;
drop function keep_session();
drop policy own_sessions on sessions;
drop policy own_ending on sessions;
create policy own_sessions on sessions using (user_id = (select current_user_id())) with check (user_id = (select current_user_id()));

drop policy people_ask on jobs;
drop policy workers on jobs;
create policy workers on jobs using ((select asks_as('admin', 'staff', 'system')))
    with check ((select asks_as('admin', 'staff', 'system')));
create policy client_asks on jobs for insert with check ((select asks_as('client')));
drop policy manager_invites on mails;
drop policy staff_send on mails;
drop policy staff_send on mail_attachments;
create policy others_send on mails for insert with check ((select asks_as('staff', 'client')));
create policy others_send on mail_attachments for insert with check ((select asks_as('staff', 'client')));

drop trigger file_versions_adopt on file_versions;
drop trigger invoices_adopt on invoices;
drop trigger users_adopt on users;
drop trigger data_exports_adopt on data_exports;
drop function adopt_blob();
drop policy workers_see on blobs;
drop policy workers_see on blob_chunks;
drop policy workers_add on blobs;
drop policy workers_add on blob_chunks;
drop policy workers_fill on blobs;
drop policy system_removes on blobs;
drop policy system_removes on blob_chunks;
create policy workers on blobs using ((select asks_as('admin', 'staff', 'system')))
    with check ((select asks_as('admin', 'staff', 'system')));
create policy workers on blob_chunks using ((select asks_as('admin', 'staff', 'system')))
    with check ((select asks_as('admin', 'staff', 'system')));
drop trigger blobs_are_kept on blobs;
drop trigger blob_chunks_are_kept on blob_chunks;
drop trigger blob_chunks_stay_while_held on blob_chunks;
drop trigger blob_chunks_are_not_emptied on blob_chunks;
drop function keep_blob(), keep_chunk(), keep_held_chunks(), blob_is_held(uuid, uuid);

alter table file_versions drop constraint file_versions_studio_id_client_id_blob_id_sha256_fkey,
    add foreign key (studio_id, blob_id) references blobs (studio_id, id);
alter table invoices drop constraint invoices_studio_id_client_id_pdf_blob_id_pdf_sha256_fkey,
    drop constraint invoices_check4,
    add foreign key (studio_id, pdf_blob_id) references blobs (studio_id, id);
alter table users drop constraint users_studio_id_client_id_avatar_id_fkey;
alter table data_exports drop constraint data_exports_studio_id_client_id_blob_id_fkey;
alter table blobs drop column client_id;

drop trigger messages_are_kept on messages;
drop trigger payments_are_kept on payments;
drop trigger payment_allocations_are_kept on payment_allocations;
drop trigger events_are_kept on events;
drop trigger file_versions_are_kept on file_versions;
drop trigger file_versions_go_with_their_file on file_versions;
drop trigger file_downloads_are_kept on file_downloads;
drop trigger file_downloads_go_with_their_file on file_downloads;
drop trigger audit_particulars_come_with_their_entry on audit_particulars;
create trigger file_versions_are_immutable before update on file_versions for each row execute function refuse_change();
do $$
declare
    kept text;
begin
    foreach kept in array array['messages', 'payments', 'payment_allocations', 'events', 'file_versions', 'file_downloads', 'invoices',
        'invoice_lines', 'invoice_counters']
    loop
        execute format('drop trigger %I on %I', kept || '_are_not_emptied', kept);
    end loop;
end $$;
drop trigger invoice_counters_count_on on invoice_counters;
create or replace trigger invoices_freeze before update or delete on invoices
    for each row execute function freeze_sent_invoice();

create or replace function freeze_sent_invoice() returns trigger language plpgsql as $$
declare
    open_columns text[] := array['paid_minor', 'status', 'voided_at'];
begin
    if old.status = 'draft' then
        return coalesce(new, old);
    end if;
    if tg_op = 'DELETE' then
        raise exception 'a sent invoice is kept' using errcode = 'restrict_violation';
    end if;
    if to_jsonb(old) - open_columns is distinct from to_jsonb(new) - open_columns
        or (new.status <> old.status and not (old.status = 'sent' and new.status = 'void')) then
        raise exception 'a sent invoice is frozen' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;

create or replace function freeze_sent_lines() returns trigger language plpgsql as $$
declare
    asked record := coalesce(new, old);
begin
    if exists (select from invoices i where i.studio_id = asked.studio_id and i.id = asked.invoice_id and i.status <> 'draft') then
        raise exception 'the lines of a sent invoice are frozen' using errcode = 'restrict_violation';
    end if;
    return asked;
end $$;

create or replace function keep_places() returns trigger language plpgsql as $$
declare
    theirs_to_change text[] := case
        when asks_as('admin', 'system') then null
        when old.id = current_user_id() then array['name', 'locale', 'zone', 'theme', 'avatar_id', 'last_seen_at']
        when asks_as('client') then array['standing', 'state']
        else array[]::text[] end;
begin
    if to_jsonb(old) - theirs_to_change <> to_jsonb(new) - theirs_to_change then
        raise exception 'this of users is not theirs to change' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;

create or replace function keep_audit() returns trigger language plpgsql as $$
declare
    written timestamptz := case tg_op when 'DELETE' then
        coalesce((to_jsonb(old) ->> 'created_at')::timestamptz, (to_jsonb(old) ->> 'sealed_at')::timestamptz) end;
begin
    if tg_op = 'DELETE' and asks_as('system') and current_setting('app.retention', true) = 'audit'
        and written < now() - interval '730 days' then
        return old;
    end if;
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create or replace function keep_audit_particulars() returns trigger language plpgsql as $$
begin
    if not asks_as('system') then
        raise exception 'audit_particulars is kept' using errcode = 'restrict_violation';
    end if;
    if tg_op = 'DELETE' then
        if coalesce(current_setting('app.retention', true), '') <> 'audit' then
            raise exception 'audit_particulars is kept' using errcode = 'restrict_violation';
        end if;
        return old;
    end if;
    if new.who_salt is not null and (new.who_salt, new.actor_name, new.address, new.agent)
            is distinct from (old.who_salt, old.actor_name, old.address, old.agent)
        or new.facts_salt is not null and (new.facts_salt, new.facts) is distinct from (old.facts_salt, old.facts)
        or (new.who_salt is null and old.who_salt is not null or new.facts_salt is null and old.facts_salt is not null)
            and new.erased_by is null
        or new.waits and not old.waits then
        raise exception 'audit_particulars is kept' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;

drop function erase_messages_of_person(uuid, text, uuid), erase_messages_of_client(uuid, text, uuid), erase_events_of_client(uuid, uuid),
    erase_event_facts(bigint, jsonb, uuid), erase_files_of_client(uuid, uuid), erase_audit_who(uuid, uuid),
    erase_audit_facts(uuid, uuid), forget_events(timestamptz, boolean), purge_file(uuid), cut_audit(bigint),
    forget_owned(uuid, uuid), check_erasure(uuid), check_system(), keep_counting(), keep_evidence(), outermost_call(text);
alter function set_particulars_apart() security invoker reset search_path;

create function forget_owned(person uuid) returns void language plpgsql as $$
declare
    owned record;
begin
    for owned in
        select k.conrelid::regclass as from_table, quote_ident(a.attname) as by_column
        from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[array_length(k.conkey, 1)]
        where k.contype = 'f' and k.confrelid = 'users'::regclass and k.confdeltype = 'c'
    loop
        execute format('delete from %s where studio_id = current_studio() and %s = $1', owned.from_table, owned.by_column) using person;
    end loop;
end $$;
