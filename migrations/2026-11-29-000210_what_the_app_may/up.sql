-- What the app's role may do, below every query of the app: evidence is only added to, bytes that something points at stay as they
-- are, bytes belong to a client, and nobody writes without having said who asks. Why it is so: docs/adr/0023-what-the-app-may-write.md.
-- Which columns the app's role may write at all is not said here but in src/grants.txt: `reprint migrate` knows that role's name.

-- Evidence --------------------------------------------------------------------------------------------------------------------

-- Which function a statement was called from, out of what Postgres says of the calls under way: the last line is the outermost one. A
-- statement of the app's own has none, and no setting changes what Postgres says.
create function outermost_call(context text) returns text language sql immutable parallel safe
    return (regexp_match(context, '(?:^|\s)([a-z_]+)\([^()]*\)[^()\n]*$'))[1];

-- Refuses every change of a row but by the functions that are named with the trigger.
create function keep_evidence() returns trigger language plpgsql as $$
declare
    stack text;
begin
    get diagnostics stack = pg_context;
    if outermost_call(stack) = any (tg_argv) then
        return case tg_op when 'DELETE' then old else new end;
    end if;
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
comment on function keep_evidence is
    'For tables whose rows are evidence. Its arguments are the functions that may change them: erasure and retention, which docs/adr/0023 lists.';

create trigger messages_are_kept before update or delete on messages
    for each row execute function keep_evidence('erase_messages_of_person', 'erase_messages_of_client');
create trigger payments_are_kept before update or delete on payments for each row execute function keep_evidence();
create trigger payment_allocations_are_kept before update or delete on payment_allocations
    for each row execute function keep_evidence();
create trigger events_are_kept before update or delete on events for each row
    execute function keep_evidence('erase_event_facts', 'erase_events_of_client', 'forget_owned', 'forget_events');
drop trigger file_versions_are_immutable on file_versions;
create trigger file_versions_are_kept before update on file_versions for each row execute function keep_evidence();
create trigger file_versions_go_with_their_file before delete on file_versions
    for each row execute function keep_evidence('purge_file', 'erase_files_of_client');
create trigger file_downloads_are_kept before update on file_downloads for each row execute function keep_evidence();
create trigger file_downloads_go_with_their_file before delete on file_downloads
    for each row execute function keep_evidence('purge_file', 'erase_files_of_client');
create trigger audit_particulars_come_with_their_entry before insert on audit_particulars
    for each row execute function keep_evidence('set_particulars_apart');

-- The list of what erasures emptied is written while they empty it, and goes with the entries that count it.
create trigger audit_blanks_are_listed before insert on audit_blanks
    for each row execute function keep_evidence('erase_audit_who', 'erase_audit_facts');
create trigger audit_blanks_are_kept before update or delete on audit_blanks for each row execute function keep_evidence('cut_audit');

-- No row goes when a whole table is emptied either.
do $$
declare
    kept text;
begin
    foreach kept in array array['messages', 'payments', 'payment_allocations', 'events', 'file_versions', 'file_downloads', 'invoices',
        'invoice_lines', 'invoice_counters']
    loop
        execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()',
            kept || '_are_not_emptied', kept);
    end loop;
end $$;

-- Numbers go up by one and stay taken.
create function keep_counting() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' and new.next <= 2 or tg_op = 'UPDATE'
        and (new.studio_id, new.series, new.next) is not distinct from (old.studio_id, old.series, old.next + 1) then
        return new;
    end if;
    raise exception 'a counter only counts on' using errcode = 'restrict_violation';
end $$;
create trigger invoice_counters_count_on before insert or update or delete on invoice_counters
    for each row execute function keep_counting();

-- Both the row that was and the row that is to be: a line of a sent invoice cannot go to a draft, nor one of a draft to a sent invoice.
create or replace function freeze_sent_lines() returns trigger language plpgsql as $$
declare
    frozen boolean;
begin
    select bool_or(i.status <> 'draft') into frozen from invoices i where
        tg_op <> 'INSERT' and i.studio_id = old.studio_id and i.id = old.invoice_id
        or tg_op <> 'DELETE' and i.studio_id = new.studio_id and i.id = new.invoice_id;
    if frozen then
        raise exception 'the lines of a sent invoice are frozen' using errcode = 'restrict_violation';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;

-- An invoice begins as a draft and is sent once; once void it stays as it is.
create or replace function freeze_sent_invoice() returns trigger language plpgsql as $$
declare
    open_columns text[] := case when tg_op = 'UPDATE' then
        case when new.status = 'void' and old.status = 'sent' then array['status', 'voided_at'] else array['paid_minor'] end end;
begin
    if tg_op = 'INSERT' then
        if new.status <> 'draft' then
            raise exception 'an invoice begins as a draft' using errcode = 'restrict_violation';
        end if;
        return new;
    end if;
    if old.status = 'draft' then
        if tg_op = 'UPDATE' and (new.studio_id, new.id, new.client_id) is distinct from (old.studio_id, old.id, old.client_id)
            or tg_op = 'UPDATE' and new.status = 'void' then
            raise exception 'a draft is sent before it is void, and stays its client''s' using errcode = 'restrict_violation';
        end if;
        return case tg_op when 'DELETE' then old else new end;
    end if;
    if tg_op = 'DELETE' then
        raise exception 'a sent invoice is kept' using errcode = 'restrict_violation';
    end if;
    if old.status = 'void' or to_jsonb(old) - open_columns is distinct from to_jsonb(new) - open_columns then
        raise exception 'a sent invoice is frozen' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create or replace trigger invoices_freeze before insert or update or delete on invoices
    for each row execute function freeze_sent_invoice();

-- The audit: entries and seals go by `cut_audit` alone, and never before two years have passed, whatever a studio sets.
create or replace function keep_audit() returns trigger language plpgsql as $$
declare
    stack text;
    written timestamptz := case tg_op when 'DELETE' then
        coalesce((to_jsonb(old) ->> 'created_at')::timestamptz, (to_jsonb(old) ->> 'sealed_at')::timestamptz) end;
begin
    get diagnostics stack = pg_context;
    if tg_op = 'DELETE' and asks_as('system') and outermost_call(stack) = 'cut_audit' and written < now() - interval '730 days' then
        return old;
    end if;
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create or replace function keep_audit_particulars() returns trigger language plpgsql as $$
declare
    stack text;
    caller text;
begin
    get diagnostics stack = pg_context;
    caller := outermost_call(stack);
    if asks_as('system') and tg_op = 'DELETE' and caller = 'cut_audit' then
        return old;
    end if;
    -- Only an erasure empties, only the sealer marks; a part that is there stays as it was written.
    if asks_as('system') and tg_op = 'UPDATE' and (
        old.waits and to_jsonb(new) = to_jsonb(old) || '{"waits": false}'
        or caller = 'erase_audit_who' and new.who_salt is null and (new.actor_name, new.address, new.agent) = ('', '', '')
            and to_jsonb(new) - array['who_salt', 'actor_name', 'address', 'agent', 'erased_by']
                = to_jsonb(old) - array['who_salt', 'actor_name', 'address', 'agent', 'erased_by']
        or caller = 'erase_audit_facts' and new.facts_salt is null and new.facts = '{}'
            and to_jsonb(new) - array['facts_salt', 'facts', 'erased_by'] = to_jsonb(old) - array['facts_salt', 'facts', 'erased_by']
    ) then
        return new;
    end if;
    raise exception 'audit_particulars is kept' using errcode = 'restrict_violation';
end $$;

-- Erasure and retention, by name ----------------------------------------------------------------------------------------------
-- They run as the owner of the tables, whom FORCEd row-level security binds too; so the app's role needs no right of its own to
-- change evidence. Each asks itself for the studio and for the system as the one who asks.

-- An erasure is accounted for: it names its own entry in the audit, written in the same transaction and so not yet in the chain.
create function check_erasure(by_entry uuid) returns void language plpgsql stable as $$
begin
    if not asks_as('system') or not exists (
        select from audit_entries e join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id
        where e.studio_id = current_studio() and e.id = by_entry and e.kind in ('user.erased', 'client.erased') and p.waits) then
        raise exception 'an erasure needs its entry in the audit' using errcode = 'insufficient_privilege';
    end if;
end $$;

create function check_system() returns void language plpgsql stable as $$
begin
    if not asks_as('system') then
        raise exception 'this is the system''s to do' using errcode = 'insufficient_privilege';
    end if;
end $$;

create function erase_messages_of_person(person uuid, instead text, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(by_entry);
    update messages set body = instead where studio_id = current_studio() and sender_id = person;
end $$;

create function erase_messages_of_client(client uuid, instead text, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(by_entry);
    update messages set body = instead where studio_id = current_studio() and client_id = client;
end $$;

create function erase_events_of_client(client uuid, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(by_entry);
    delete from events where studio_id = current_studio() and client_id = client;
end $$;

create function erase_event_facts(event bigint, instead jsonb, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(by_entry);
    update events set facts = instead where studio_id = current_studio() and id = event;
end $$;
comment on function erase_event_facts is 'Puts facts without what was erased in place of an event''s.';

create function erase_files_of_client(client uuid, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(by_entry);
    delete from files where studio_id = current_studio() and client_id = client;
end $$;

create function erase_audit_who(entry uuid, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(by_entry);
    update audit_particulars set who_salt = null, actor_name = '', address = '', agent = '', erased_by = by_entry
        where studio_id = current_studio() and entry_id = entry and entry_id <> by_entry;
end $$;

create function erase_audit_facts(entry uuid, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(by_entry);
    update audit_particulars set facts_salt = null, facts = '{}', erased_by = by_entry
        where studio_id = current_studio() and entry_id = entry and entry_id <> by_entry;
end $$;

create function forget_events(before timestamptz, of_feed boolean) returns setof bigint
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_system();
    -- What feeds show is kept for 30 days at least, the rest for one. The newest stays: streams go on from it.
    return query delete from events where studio_id = current_studio() and in_feed = of_feed
        and created_at < least(before, now() - case when of_feed then interval '30 days' else interval '1 day' end)
        and (of_feed or id <> (select id from events where studio_id = current_studio() order by xid desc, id desc limit 1))
        returning id;
end $$;
comment on function forget_events is 'Removes events whose time is over, those that feeds show or the others, and answers their ids.';

create function purge_file(file uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_system();
    delete from files where studio_id = current_studio() and id = file and deleted_at is not null;
end $$;
comment on function purge_file is 'Removes a file from the trash, with its versions.';

create function cut_audit(through bigint) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    removed bigint;
begin
    perform check_system();
    delete from audit_blanks b using audit_seals s
        where b.studio_id = current_studio() and s.studio_id = b.studio_id and s.entry_id = b.erasure_id and s.sequence <= through;
    delete from audit_entries e using audit_seals s
        where e.studio_id = current_studio() and s.studio_id = e.studio_id and s.entry_id = e.id and s.sequence <= through;
    delete from audit_particulars p using audit_seals s
        where p.studio_id = current_studio() and s.studio_id = p.studio_id and s.entry_id = p.entry_id and s.sequence <= through;
    delete from audit_seals where studio_id = current_studio() and sequence <= through;
    get diagnostics removed = row_count;
    return removed;
end $$;

drop function forget_owned(uuid);
create function forget_owned(person uuid, by_entry uuid) returns void
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
comment on function forget_owned is
    'Deletes what belongs to a person alone. Every table says so itself by a foreign key to users that cascades, so a later one cannot be forgotten here.';

alter function set_particulars_apart() security definer set search_path = public, pg_temp;

-- Bytes -----------------------------------------------------------------------------------------------------------------------

alter table blobs add column client_id uuid;
comment on column blobs.client_id is 'Whose bytes they are; null: the studio''s own. What belongs to a client can only point at bytes of that client.';
alter table blobs add foreign key (studio_id, client_id) references clients (studio_id, id);
create index on blobs (studio_id, client_id);

-- The owner of the tables is bound by their policies; what is there is told whose it is without them.
alter table blobs no force row level security;
alter table file_versions no force row level security;
alter table invoices no force row level security;
alter table users no force row level security;
alter table data_exports no force row level security;
update blobs b set client_id = p.client_id from (
    select studio_id, blob_id, client_id from file_versions
    union select studio_id, pdf_blob_id, client_id from invoices where pdf_blob_id is not null
    union select studio_id, avatar_id, client_id from users where avatar_id is not null and client_id is not null
    union select studio_id, blob_id, client_id from data_exports where blob_id is not null and client_id is not null
) p where p.studio_id = b.studio_id and p.blob_id = b.id;

alter table blobs add unique (studio_id, client_id, id), add unique (studio_id, client_id, id, sha256);
-- With the digest in the key, what points finds finished bytes, and they cannot become others.
alter table file_versions drop constraint file_versions_studio_id_blob_id_fkey,
    add foreign key (studio_id, client_id, blob_id, sha256) references blobs (studio_id, client_id, id, sha256);
alter table invoices drop constraint invoices_studio_id_pdf_blob_id_fkey,
    add foreign key (studio_id, client_id, pdf_blob_id, pdf_sha256) references blobs (studio_id, client_id, id, sha256),
    add check ((pdf_blob_id is null) = (pdf_sha256 is null));
-- People and exports of the studio itself have no client, and their first key holds them.
alter table users add foreign key (studio_id, client_id, avatar_id) references blobs (studio_id, client_id, id);
alter table data_exports add foreign key (studio_id, client_id, blob_id) references blobs (studio_id, client_id, id);

alter table blobs force row level security;
alter table file_versions force row level security;
alter table invoices force row level security;
alter table users force row level security;
alter table data_exports force row level security;

-- Whether anything points at a blob. What may point at one is asked of the foreign keys themselves, so that no table can be forgotten.
create function blob_is_held(studio uuid, blob uuid) returns boolean language plpgsql stable as $$
declare
    pointing record;
    held boolean;
begin
    for pointing in
        select distinct c.conrelid::regclass as from_table, a.attname as by_column
        from pg_constraint c
        cross join unnest(c.conkey, c.confkey) as k (pointing, pointed_at)
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.pointing
        join pg_attribute i on i.attrelid = c.confrelid and i.attnum = k.pointed_at and i.attname = 'id'
        where c.contype = 'f' and c.confrelid = 'blobs'::regclass and c.conrelid <> 'blob_chunks'::regclass
    loop
        execute format('select exists (select from %s where studio_id = $1 and %I = $2)', pointing.from_table, pointing.by_column)
            into held using studio, blob;
        if held then
            return true;
        end if;
    end loop;
    return false;
end $$;

-- A blob is filled and finished once. Finished, it becomes unfinished again only for the sweep, and only when nothing points at it.
create function keep_blob() returns trigger language plpgsql as $$
begin
    if (new.studio_id, new.id) = (old.studio_id, old.id)
        and (old.client_id is null or new.client_id is not distinct from old.client_id)
        and (old.completed_at is null
            or (new.size_bytes, new.sha256, new.completed_at, new.created_at)
                = (old.size_bytes, old.sha256, old.completed_at, old.created_at)
            or new.completed_at is null and asks_as('system') and not blob_is_held(old.studio_id, old.id)) then
        return new;
    end if;
    raise exception 'finished bytes stay as they are' using errcode = 'restrict_violation';
end $$;
create trigger blobs_are_kept before update on blobs for each row execute function keep_blob();

create function keep_chunk() returns trigger language plpgsql as $$
begin
    -- Locked, so that nobody finishes it meanwhile. One written whole lacks its chunks for the rest of that transaction.
    if tg_op = 'INSERT' then
        perform from blobs b where b.studio_id = new.studio_id and b.id = new.blob_id and (b.completed_at is null
            or b.size_bytes >= octet_length(new.bytes) + (select coalesce(sum(octet_length(c.bytes)), 0) from blob_chunks c
                where c.studio_id = b.studio_id and c.blob_id = b.id))
            for share;
        if found then
            return new;
        end if;
    end if;
    raise exception 'finished bytes stay as they are' using errcode = 'restrict_violation';
end $$;
create trigger blob_chunks_are_kept before insert or update on blob_chunks for each row execute function keep_chunk();

create function keep_held_chunks() returns trigger language plpgsql as $$
begin
    -- Locked, so that nothing begins to point at it meanwhile.
    perform from blobs b where (b.studio_id, b.id) in (select studio_id, blob_id from gone) for update;
    if exists (select from (select distinct studio_id, blob_id from gone) g where blob_is_held(g.studio_id, g.blob_id)) then
        raise exception 'bytes that something points at are kept' using errcode = 'restrict_violation';
    end if;
    return null;
end $$;
create trigger blob_chunks_stay_while_held after delete on blob_chunks referencing old table as gone
    for each statement execute function keep_held_chunks();
create trigger blob_chunks_are_not_emptied before truncate on blob_chunks for each statement execute function refuse_change();

-- Only the system sees everything that may point at a blob, so only it removes.
drop policy workers on blobs;
drop policy workers on blob_chunks;
create policy workers_see on blobs for select using ((select asks_as('admin', 'staff', 'system')));
create policy workers_see on blob_chunks for select using ((select asks_as('admin', 'staff', 'system')));
create policy workers_add on blobs for insert with check ((select asks_as('admin', 'staff', 'system')));
create policy workers_add on blob_chunks for insert with check ((select asks_as('admin', 'staff', 'system')));
create policy workers_fill on blobs for update using ((select asks_as('admin', 'staff', 'system')));
create policy system_removes on blobs for delete using ((select asks_as('system')));
create policy system_removes on blob_chunks for delete using ((select asks_as('system')));

-- The release before this one stores bytes without saying whose. Until it is gone, what first points at such bytes says it; nothing
-- else can point at them then. A later migration takes this away.
create function adopt_blob() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    pointed_at uuid := (to_jsonb(new) ->> tg_argv[0])::uuid;
    asking text := current_setting('app.role', true);
begin
    if new.client_id is not null and pointed_at is not null and new.studio_id = current_studio() then
        -- Clients see no bytes.
        perform set_config('app.role', 'system', true);
        update blobs set client_id = new.client_id where studio_id = new.studio_id and id = pointed_at and client_id is null
            and not blob_is_held(studio_id, id);
        perform set_config('app.role', asking, true);
    end if;
    return new;
end $$;
create trigger file_versions_adopt before insert on file_versions for each row execute function adopt_blob('blob_id');
create trigger invoices_adopt before update of pdf_blob_id on invoices for each row execute function adopt_blob('pdf_blob_id');
create trigger users_adopt before update of avatar_id on users for each row execute function adopt_blob('avatar_id');
create trigger data_exports_adopt before update of blob_id on data_exports for each row execute function adopt_blob('blob_id');

-- Mail, jobs, sessions, profiles ----------------------------------------------------------------------------------------------

-- Staff send mail. A client's scope writes to those alone whom its manager invites, and nothing is attached.
drop policy others_send on mails;
drop policy others_send on mail_attachments;
create policy staff_send on mails for insert with check ((select asks_as('staff')));
create policy staff_send on mail_attachments for insert with check ((select asks_as('staff')));
create policy manager_invites on mails for insert with check (
    (select asks_as('client')) and (select current_setting('app.standing', true)) = 'manager' and kind = 'invitation'
    and exists (select from users u where u.studio_id = mails.studio_id and u.client_id = (select current_client())
        and u.state = 'invited' and u.email = recipient));

-- Staff and clients set two kinds of jobs to work: a mail's delivery, and the making of an export that is theirs. They see none.
drop policy client_asks on jobs;
drop policy workers on jobs;
create policy workers on jobs using ((select asks_as('admin', 'system'))) with check ((select asks_as('admin', 'system')));
create policy people_ask on jobs for insert with check (
    (select asks_as('staff', 'client')) and attempts = 0 and leased_until is null and died_at is null and (
        kind = 'mail.deliver' and payload = jsonb_build_object('mail', unique_key)
        or kind = 'export.make' and payload = jsonb_build_object('export', unique_key)
            and exists (select from data_exports e where e.studio_id = jobs.studio_id and e.id::text = unique_key
                and e.requested_by = (select current_user_id()))));

-- People see and end their own sessions. Only the sign-in desk opens and uses them.
drop policy own_sessions on sessions;
create policy own_sessions on sessions for select using (user_id = (select current_user_id()));
create policy own_ending on sessions for delete using (user_id = (select current_user_id()));

-- Also the desk never prolongs one, nor makes it another's.
create function keep_session() returns trigger language plpgsql as $$
begin
    if new.expires_at <= old.expires_at and (new.studio_id, new.user_id, new.token_hash, new.created_at)
        = (old.studio_id, old.user_id, old.token_hash, old.created_at) then
        return new;
    end if;
    raise exception 'a session keeps its end and its owner' using errcode = 'restrict_violation';
end $$;
create trigger sessions_keep_their_end before update on sessions for each row execute function keep_session();

-- A picture is put in place by the system, which made it; last_seen_at is the sign-in desk's.
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

-- Host names ------------------------------------------------------------------------------------------------------------------

-- Read before anyone is known, by everybody; written when a studio is founded, by the system of that studio.
alter table studio_hosts enable row level security;
alter table studio_hosts force row level security;
create policy everyone_sees on studio_hosts for select using (true);
create policy system_founds on studio_hosts for insert with check (
    studio_id = (select current_studio()) and (select asks_as('system')));

-- What the owner runs for the app is nobody else's to call.
do $$
declare
    named regprocedure;
begin
    for named in select oid::regprocedure from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
        and proowner = current_user::regrole
    loop
        execute format('revoke execute on function %s from public', named);
    end loop;
end $$;

-- Called by `reprint migrate` after every migration, which knows the app's role; src/grants.txt is what it grants.
create function grant_only(app name, granted text[]) returns void language plpgsql as $$
declare
    one text;
begin
    execute format('revoke all on all tables in schema public from %I', app);
    execute format('revoke all on all sequences in schema public from %I', app);
    -- What a later migration makes is nobody's before it is granted here.
    execute format('alter default privileges in schema public revoke all on tables from %I', app);
    execute format('alter default privileges in schema public revoke all on sequences from %I', app);
    foreach one in array granted loop
        execute format('grant %s to %I', one, app);
    end loop;
    for one in select oid::regprocedure::text from pg_proc where pronamespace = 'public'::regnamespace and prokind = 'f'
        and proowner = current_user::regrole
    loop
        execute format('grant execute on function %s to %I', one, app);
    end loop;
    execute format('revoke execute on function grant_only(name, text[]) from %I', app);
end $$;
comment on function grant_only is 'Takes every right from a role and grants it these: `insert (id, name) on projects`.';
revoke execute on function grant_only(name, text[]) from public;
