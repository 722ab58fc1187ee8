-- The foundation: studio, accounts, clients, projects, files, messages, invoices, and what carries them (blobs, events, jobs, mail).
-- Columns ending in _at are instants, in _on dates, in _minor amounts in the minor unit of the row's currency (ISO 4217).

-- Studio ----------------------------------------------------------------------------------------------------------------------

create table studios (
    id uuid primary key,
    name text not null check (char_length(name) between 1 and 120),
    locale text not null default 'en',
    zone text not null default 'Europe/Berlin',
    currency text not null default 'EUR' check (currency ~ '^[A-Z]{3}$'),
    accent text not null default '#0057FF' check (accent ~ '^#[0-9A-F]{6}$'),
    email text not null default '',
    address text not null default '',
    tax_id text not null default '',
    bank text not null default '',
    invoice_prefix text not null default 'INV-',
    payment_days integer not null default 14 check (payment_days between 0 and 365),
    tax_rate numeric(7, 4) not null default 19 check (tax_rate between 0 and 100),
    upload_limit_bytes bigint not null default 2147483648 check (upload_limit_bytes > 0),
    created_at timestamptz not null default now()
);
comment on column studios.address is 'As printed on invoices, one line of the address per line.';
comment on column studios.bank is 'How to pay by transfer, as printed in the foot of invoices.';
comment on column studios.tax_rate is 'In percent: what a new invoice line is filled with.';
alter table studios enable row level security;
alter table studios force row level security;
create policy own_studio on studios for select using (id = (select current_studio()));
create policy admin_keeps on studios for update using (id = (select current_studio()) and (select asks_as('admin', 'system')));
create policy system_founds on studios for insert with check (id = (select current_studio()) and (select asks_as('system')));

create table studio_hosts (
    host text primary key check (host = lower(host)),
    studio_id uuid not null references studios (id) on delete cascade
);
comment on table studio_hosts is
    'Which host name is which studio''s. Read before anyone is known, so it has no wall; it holds nothing but names.';
create index on studio_hosts (studio_id);

create table project_types (
    studio_id uuid not null references studios (id) on delete cascade,
    id uuid not null,
    name text not null check (char_length(name) between 1 and 60),
    position integer not null default 0,
    primary key (studio_id, id),
    unique (studio_id, name)
);
call raise_wall('project_types', 'true');

-- Clients and accounts --------------------------------------------------------------------------------------------------------

create table clients (
    studio_id uuid not null references studios (id) on delete cascade,
    id uuid not null,
    name text not null check (char_length(name) between 1 and 120),
    email text not null default '',
    address text not null default '',
    tax_id text not null default '',
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    locale text not null default 'en',
    archived_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (studio_id, id)
);
create index on clients (studio_id, lower(name), id);
call raise_wall('clients', 'id = (select current_client())');

create table users (
    studio_id uuid not null references studios (id) on delete cascade,
    id uuid not null,
    role text not null check (role in ('admin', 'staff', 'client')),
    client_id uuid,
    standing text check (standing in ('manager', 'member')),
    state text not null default 'invited' check (state in ('invited', 'active', 'deactivated')),
    email text not null check (email = lower(email)),
    name text not null check (char_length(name) between 1 and 120),
    locale text,
    zone text,
    theme text check (theme in ('light', 'dark')),
    created_at timestamptz not null default now(),
    last_seen_at timestamptz,
    primary key (studio_id, id),
    unique (studio_id, email),
    foreign key (studio_id, client_id) references clients (studio_id, id) on delete cascade,
    check ((role = 'client') = (client_id is not null)),
    check ((role = 'client') = (standing is not null))
);
comment on column users.standing is 'Of a client user: a manager may approve, accept, pay and invite colleagues; a member may not.';
comment on column users.locale is 'Chosen by the person; null follows the browser.';
create index on users (studio_id, client_id);
call raise_wall('users', 'client_id = (select current_client()) or role in (''admin'', ''staff'')');
create policy manager_invites on users for insert with check (
    (select asks_as('client')) and role = 'client' and state = 'invited' and client_id = (select current_client())
    and (select current_setting('app.standing', true)) = 'manager');
create policy own_profile on users for update using ((select asks_as('client')) and id = (select current_user_id()))
    with check (id = (select current_user_id()) and role = 'client' and client_id = (select current_client())
        and standing = (select current_setting('app.standing', true)));

create table passwords (
    studio_id uuid not null,
    user_id uuid not null,
    hash text not null,
    failures integer not null default 0,
    locked_until timestamptz,
    changed_at timestamptz not null default now(),
    primary key (studio_id, user_id),
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade
);
comment on column passwords.hash is 'bcrypt over a keyed pre-hash: see src/accounts/password.rs.';
call raise_wall('passwords', null, '''system''');

create table sessions (
    studio_id uuid not null,
    token_hash bytea not null check (octet_length(token_hash) = 32),
    user_id uuid not null,
    address text not null default '',
    agent text not null default '',
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    expires_at timestamptz not null,
    primary key (studio_id, token_hash),
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade
);
comment on column sessions.token_hash is 'SHA-256 of what the cookie holds; the cookie''s value itself is stored nowhere.';
comment on column sessions.expires_at is 'The absolute end; the idle end follows from last_seen_at.';
create index on sessions (studio_id, user_id);
create index on sessions (expires_at);
call raise_wall('sessions', null, '''system''');
create policy own_sessions on sessions using (user_id = (select current_user_id())) with check (user_id = (select current_user_id()));

create table one_time_links (
    studio_id uuid not null,
    token_hash bytea not null check (octet_length(token_hash) = 32),
    user_id uuid not null,
    purpose text not null check (purpose in ('invitation', 'password_reset')),
    created_by uuid,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (studio_id, token_hash),
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade
);
comment on table one_time_links is 'Links sent by mail. A GET shows them, only a POST uses them up; a newer one of the same purpose voids the older.';
create index on one_time_links (studio_id, user_id, purpose);
call raise_wall('one_time_links');
create policy manager_invites on one_time_links for insert with check (
    (select asks_as('client')) and purpose = 'invitation' and created_by = (select current_user_id())
    and (select current_setting('app.standing', true)) = 'manager'
    and exists (select from users where users.studio_id = one_time_links.studio_id and users.id = user_id
        and users.client_id = (select current_client()) and users.state = 'invited'));

-- Projects --------------------------------------------------------------------------------------------------------------------

create table projects (
    studio_id uuid not null,
    id uuid not null,
    client_id uuid not null,
    type_id uuid,
    name text not null check (char_length(name) between 1 and 120),
    description text not null default '',
    status text not null default 'planning'
        check (status in ('planning', 'in_progress', 'review', 'completed', 'on_hold', 'cancelled')),
    starts_on date,
    due_on date,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    budget_minor bigint check (budget_minor >= 0),
    revision integer not null default 1,
    archived_at timestamptz,
    created_by uuid,
    created_at timestamptz not null default now(),
    primary key (studio_id, id),
    unique (studio_id, client_id, id),
    foreign key (studio_id, client_id) references clients (studio_id, id) on delete cascade,
    foreign key (studio_id, type_id) references project_types (studio_id, id),
    foreign key (studio_id, created_by) references users (studio_id, id),
    check (due_on >= starts_on)
);
comment on column projects.revision is 'Counts edits: a form carries the one it was filled from, so that two editors cannot overwrite each other unseen.';
create index on projects (studio_id, client_id, status);
create index on projects (studio_id, type_id);
create index on projects (studio_id, due_on, id);
call raise_wall('projects', 'client_id = (select current_client())');

create table milestones (
    studio_id uuid not null,
    id uuid not null,
    client_id uuid not null,
    project_id uuid not null,
    title text not null check (char_length(title) between 1 and 200),
    due_on date,
    weight integer not null default 1 check (weight between 1 and 100),
    position integer not null,
    done_at timestamptz,
    done_by uuid,
    created_at timestamptz not null default now(),
    primary key (studio_id, id),
    foreign key (studio_id, client_id, project_id) references projects (studio_id, client_id, id) on delete cascade,
    foreign key (studio_id, done_by) references users (studio_id, id)
);
comment on column milestones.weight is 'Its share of the project''s progress, relative to the others.';
create index on milestones (studio_id, project_id, position);
call raise_wall('milestones', 'client_id = (select current_client())');

-- Blobs and files -------------------------------------------------------------------------------------------------------------

create table blobs (
    studio_id uuid not null references studios (id) on delete cascade,
    id uuid not null,
    size_bytes bigint not null default 0 check (size_bytes >= 0),
    sha256 bytea check (octet_length(sha256) = 32),
    created_at timestamptz not null default now(),
    completed_at timestamptz,
    primary key (studio_id, id),
    check ((sha256 is null) = (completed_at is null))
);
comment on table blobs is
    'Bytes, kept once. Client users have no policy here: they reach bytes through storage, after the room has checked their right to them.';
comment on column blobs.completed_at is 'Null while the bytes still arrive; what stays so for a day is swept away.';
create index on blobs (studio_id, created_at) where completed_at is null;
call raise_wall('blobs');

create table blob_chunks (
    studio_id uuid not null,
    blob_id uuid not null,
    position integer not null check (position >= 0),
    bytes bytea not null check (octet_length(bytes) between 1 and 1048576),
    primary key (studio_id, blob_id, position),
    foreign key (studio_id, blob_id) references blobs (studio_id, id) on delete cascade
);
comment on column blob_chunks.position is 'Counted from 0; every chunk of a blob but the last has the same size.';
alter table blob_chunks alter column bytes set storage external;
call raise_wall('blob_chunks');

create table files (
    studio_id uuid not null,
    id uuid not null,
    client_id uuid not null,
    project_id uuid not null,
    name text not null check (char_length(name) between 1 and 200),
    name_key text not null,
    created_by uuid not null,
    created_at timestamptz not null default now(),
    deleted_at timestamptz,
    primary key (studio_id, id),
    unique (studio_id, client_id, id),
    foreign key (studio_id, client_id, project_id) references projects (studio_id, client_id, id) on delete cascade,
    foreign key (studio_id, created_by) references users (studio_id, id)
);
comment on column files.name_key is 'The name folded to lower case: what decides whether an upload is a new version of this file.';
create unique index files_one_of_a_name on files (studio_id, project_id, name_key) where deleted_at is null;
call raise_wall('files', 'client_id = (select current_client())');
create policy client_uploads on files for insert with check (
    (select asks_as('client')) and client_id = (select current_client()) and created_by = (select current_user_id()));
create policy own_trash on files for update using (
    (select asks_as('client')) and client_id = (select current_client()) and created_by = (select current_user_id()));

create table file_versions (
    studio_id uuid not null,
    id uuid not null,
    client_id uuid not null,
    file_id uuid not null,
    number integer not null check (number >= 1),
    blob_id uuid not null,
    media_type text not null,
    size_bytes bigint not null check (size_bytes >= 0),
    sha256 bytea not null check (octet_length(sha256) = 32),
    uploaded_by uuid not null,
    created_at timestamptz not null default now(),
    primary key (studio_id, id),
    unique (studio_id, client_id, id),
    unique (studio_id, file_id, number),
    foreign key (studio_id, client_id, file_id) references files (studio_id, client_id, id) on delete cascade,
    foreign key (studio_id, blob_id) references blobs (studio_id, id),
    foreign key (studio_id, uploaded_by) references users (studio_id, id)
);
comment on column file_versions.media_type is 'Told from the content, never taken from the sender.';
create index on file_versions (studio_id, blob_id);
create trigger file_versions_are_immutable before update on file_versions for each row execute function refuse_change();
call raise_wall('file_versions', 'client_id = (select current_client())');
create policy client_uploads on file_versions for insert with check (
    (select asks_as('client')) and client_id = (select current_client()) and uploaded_by = (select current_user_id()));

create table file_downloads (
    studio_id uuid not null,
    id uuid not null,
    client_id uuid not null,
    file_id uuid not null,
    file_version_id uuid not null,
    user_id uuid not null,
    created_at timestamptz not null default now(),
    primary key (studio_id, id),
    foreign key (studio_id, client_id, file_id) references files (studio_id, client_id, id) on delete cascade,
    foreign key (studio_id, client_id, file_version_id) references file_versions (studio_id, client_id, id) on delete cascade,
    foreign key (studio_id, user_id) references users (studio_id, id)
);
create index on file_downloads (studio_id, file_id);
create index on file_downloads (studio_id, file_version_id);
call raise_wall('file_downloads', 'client_id = (select current_client())');
create policy client_downloads on file_downloads for insert with check (
    (select asks_as('client')) and client_id = (select current_client()) and user_id = (select current_user_id()));

-- Messages --------------------------------------------------------------------------------------------------------------------

create table conversations (
    studio_id uuid not null,
    id uuid not null,
    client_id uuid not null,
    project_id uuid,
    title text not null default '' check (char_length(title) <= 120),
    created_at timestamptz not null default now(),
    primary key (studio_id, id),
    unique (studio_id, client_id, id),
    unique (studio_id, project_id),
    foreign key (studio_id, client_id, project_id) references projects (studio_id, client_id, id) on delete cascade
);
call raise_wall('conversations', 'client_id = (select current_client())');
create policy client_opens on conversations for insert with check (
    (select asks_as('client')) and client_id = (select current_client()));

create table messages (
    studio_id uuid not null,
    id uuid not null,
    client_id uuid not null,
    conversation_id uuid not null,
    sender_id uuid not null,
    client_key uuid not null,
    body text not null check (char_length(body) between 1 and 10000),
    created_at timestamptz not null default now(),
    primary key (studio_id, id),
    unique (studio_id, sender_id, client_key),
    foreign key (studio_id, client_id, conversation_id) references conversations (studio_id, client_id, id) on delete cascade,
    foreign key (studio_id, sender_id) references users (studio_id, id)
);
comment on column messages.client_key is 'Made by the browser once per message: a retry with the same key answers the first message.';
create index on messages (studio_id, conversation_id, id);
call raise_wall('messages', 'client_id = (select current_client())');
create policy client_sends on messages for insert with check (
    (select asks_as('client')) and client_id = (select current_client()) and sender_id = (select current_user_id()));

create table read_marks (
    studio_id uuid not null,
    conversation_id uuid not null,
    user_id uuid not null,
    client_id uuid not null,
    read_through uuid not null,
    read_at timestamptz not null default now(),
    primary key (studio_id, conversation_id, user_id),
    foreign key (studio_id, client_id, conversation_id) references conversations (studio_id, client_id, id) on delete cascade,
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade
);
comment on column read_marks.read_through is 'The newest message its reader has seen; message ids are in order of time.';
create index on read_marks (studio_id, user_id);
call raise_wall('read_marks', 'client_id = (select current_client())');
create policy client_reads on read_marks for insert with check (
    (select asks_as('client')) and client_id = (select current_client()) and user_id = (select current_user_id()));
create policy client_reads_on on read_marks for update using (
    (select asks_as('client')) and client_id = (select current_client()) and user_id = (select current_user_id()));

-- Invoices --------------------------------------------------------------------------------------------------------------------

create table invoice_counters (
    studio_id uuid not null references studios (id) on delete cascade,
    series text not null,
    next integer not null default 1 check (next >= 1),
    primary key (studio_id, series)
);
call raise_wall('invoice_counters');

create table invoices (
    studio_id uuid not null,
    id uuid not null,
    client_id uuid not null,
    project_id uuid,
    status text not null default 'draft' check (status in ('draft', 'sent', 'void')),
    series text,
    sequence integer check (sequence >= 1),
    number text,
    issued_on date,
    due_on date,
    payment_days integer not null default 14 check (payment_days between 0 and 365),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    tax_mode text not null default 'exclusive' check (tax_mode in ('exclusive', 'inclusive')),
    discount_kind text not null default 'none' check (discount_kind in ('none', 'percent', 'amount')),
    discount_percent numeric(7, 4) check (discount_percent between 0 and 100),
    discount_amount_minor bigint check (discount_amount_minor >= 0),
    subtotal_minor bigint not null default 0,
    discount_minor bigint not null default 0 check (discount_minor >= 0),
    tax_minor bigint not null default 0 check (tax_minor >= 0),
    total_minor bigint not null default 0 check (total_minor >= 0),
    paid_minor bigint not null default 0 check (paid_minor >= 0),
    note text not null default '',
    studio_party jsonb,
    client_party jsonb,
    pdf_blob_id uuid,
    pdf_sha256 bytea check (octet_length(pdf_sha256) = 32),
    revision integer not null default 1,
    created_by uuid,
    created_at timestamptz not null default now(),
    sent_at timestamptz,
    sent_by uuid,
    voided_at timestamptz,
    primary key (studio_id, id),
    unique (studio_id, client_id, id),
    unique (studio_id, series, sequence),
    foreign key (studio_id, client_id) references clients (studio_id, id) on delete cascade,
    foreign key (studio_id, client_id, project_id) references projects (studio_id, client_id, id),
    foreign key (studio_id, pdf_blob_id) references blobs (studio_id, id),
    foreign key (studio_id, created_by) references users (studio_id, id),
    foreign key (studio_id, sent_by) references users (studio_id, id),
    check ((status = 'draft') = (sequence is null)),
    check ((status = 'draft') = (sent_at is null)),
    check ((status = 'draft') = (pdf_blob_id is null)),
    check (due_on >= issued_on)
);
comment on column invoices.paid_minor is 'The sum of this invoice''s payment_allocations, kept here so that lists need not add up.';
comment on column invoices.studio_party is 'Name, address and tax number of the studio as they were when the invoice was sent.';
comment on column invoices.tax_mode is 'Whether unit prices are before tax (exclusive) or include it (inclusive).';
create index on invoices (studio_id, client_id, status);
create index on invoices (studio_id, project_id);
create index on invoices (studio_id, status, due_on);
call raise_wall('invoices', 'client_id = (select current_client()) and status <> ''draft''');

create table invoice_lines (
    studio_id uuid not null,
    id uuid not null,
    client_id uuid not null,
    invoice_id uuid not null,
    position integer not null,
    description text not null check (char_length(description) between 1 and 500),
    quantity numeric(14, 4) not null check (quantity >= 0),
    unit text not null default '',
    unit_price_minor bigint not null check (unit_price_minor >= 0),
    tax_rate numeric(7, 4) not null check (tax_rate between 0 and 100),
    amount_minor bigint not null check (amount_minor >= 0),
    primary key (studio_id, id),
    unique (studio_id, invoice_id, position) deferrable initially deferred,
    foreign key (studio_id, client_id, invoice_id) references invoices (studio_id, client_id, id) on delete cascade
);
call raise_wall('invoice_lines',
    'exists (select from invoices i where i.studio_id = invoice_lines.studio_id and i.id = invoice_id)');

create function freeze_sent_invoice() returns trigger language plpgsql as $$
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
create trigger invoices_freeze before update or delete on invoices for each row execute function freeze_sent_invoice();

create function freeze_sent_lines() returns trigger language plpgsql as $$
declare
    asked record := coalesce(new, old);
begin
    if exists (select from invoices i where i.studio_id = asked.studio_id and i.id = asked.invoice_id and i.status <> 'draft') then
        raise exception 'the lines of a sent invoice are frozen' using errcode = 'restrict_violation';
    end if;
    return asked;
end $$;
create trigger invoice_lines_freeze before insert or update or delete on invoice_lines
    for each row execute function freeze_sent_lines();

create table payments (
    studio_id uuid not null,
    id uuid not null,
    client_id uuid not null,
    amount_minor bigint not null check (amount_minor > 0),
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    method text not null check (method in ('bank_transfer', 'cash', 'card', 'cheque', 'other')),
    reference text not null default '' check (char_length(reference) <= 200),
    received_on date not null,
    idempotency_key uuid not null,
    recorded_by uuid,
    created_at timestamptz not null default now(),
    primary key (studio_id, id),
    unique (studio_id, client_id, id),
    unique (studio_id, idempotency_key),
    foreign key (studio_id, client_id) references clients (studio_id, id),
    foreign key (studio_id, recorded_by) references users (studio_id, id)
);
comment on column payments.idempotency_key is 'Made with the form, so that a double click records one payment.';
comment on table payments is 'Money that came in. What exceeds its allocations is the client''s credit.';
call raise_wall('payments', 'client_id = (select current_client())');

create table payment_allocations (
    studio_id uuid not null,
    payment_id uuid not null,
    invoice_id uuid not null,
    client_id uuid not null,
    amount_minor bigint not null check (amount_minor > 0),
    primary key (studio_id, payment_id, invoice_id),
    foreign key (studio_id, client_id, payment_id) references payments (studio_id, client_id, id),
    foreign key (studio_id, client_id, invoice_id) references invoices (studio_id, client_id, id)
);
create index on payment_allocations (studio_id, invoice_id);
call raise_wall('payment_allocations', 'client_id = (select current_client())');

-- What happened ---------------------------------------------------------------------------------------------------------------

create table events (
    id bigint generated always as identity primary key,
    xid xid8 not null default pg_current_xact_id(),
    studio_id uuid not null references studios (id) on delete cascade,
    kind text not null,
    client_id uuid,
    project_id uuid,
    user_id uuid,
    actor_id uuid,
    subject_id uuid,
    facts jsonb not null default '{}',
    in_feed boolean not null default false,
    created_at timestamptz not null default now(),
    foreign key (studio_id, client_id) references clients (studio_id, id) on delete cascade,
    foreign key (studio_id, client_id, project_id) references projects (studio_id, client_id, id) on delete cascade,
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade,
    foreign key (studio_id, actor_id) references users (studio_id, id)
);
comment on table events is 'Written in the transaction of the change itself. The live stream replays a day of them; a feed reads those with in_feed.';
comment on column events.xid is
    'The transaction that wrote it. Readers take events in order of (xid, id) and only below the oldest running transaction, so none is skipped.';
comment on column events.client_id is 'Whose client users may know of it; null is the studio''s own business.';
comment on column events.user_id is 'Set when it concerns one person alone.';
create index on events (studio_id, xid, id);
create index on events (studio_id, project_id, id) where in_feed;
create index on events (studio_id, client_id, id) where in_feed;
call raise_wall('events',
    'client_id = (select current_client()) and (user_id is null or user_id = (select current_user_id()))');
create policy client_acts on events for insert with check (
    (select asks_as('client')) and client_id = (select current_client()) and actor_id = (select current_user_id()));
create function announce_event() returns trigger language plpgsql as $$
begin
    perform pg_notify('events', new.studio_id::text);
    return null;
end $$;
create trigger events_announce after insert on events for each row execute function announce_event();

create table audit_entries (
    studio_id uuid not null references studios (id) on delete cascade,
    id uuid not null,
    kind text not null,
    actor_id uuid,
    actor_name text not null default '',
    subject_kind text,
    subject_id uuid,
    facts jsonb not null default '{}',
    address text not null default '',
    agent text not null default '',
    request_id text not null default '',
    created_at timestamptz not null default now(),
    primary key (studio_id, id)
);
comment on table audit_entries is 'Who did what from where. Append-only, also for the owner of the table; it points at nothing, so that it outlives everything.';
create index on audit_entries (studio_id, created_at desc);
create index on audit_entries (studio_id, actor_id, created_at desc);
create trigger audit_entries_are_kept before update or delete on audit_entries for each row execute function refuse_change();
call raise_wall('audit_entries', null, '''admin'', ''system''');
create policy everyone_is_recorded on audit_entries for insert with check (
    (select asks_as('staff', 'client')) and actor_id = (select current_user_id()));

-- Work behind the pages -------------------------------------------------------------------------------------------------------

create table jobs (
    studio_id uuid not null references studios (id) on delete cascade,
    id uuid not null,
    kind text not null,
    payload jsonb not null default '{}',
    unique_key text,
    run_at timestamptz not null default now(),
    attempts integer not null default 0,
    leased_until timestamptz,
    last_error text,
    died_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (studio_id, id)
);
comment on column jobs.leased_until is 'While in the future, a worker has it; a worker that dies lets the lease run out.';
comment on column jobs.died_at is 'Given up after its last attempt: a dead letter, which an admin may send on its way again.';
create unique index jobs_one_of_a_key on jobs (studio_id, kind, unique_key) where died_at is null;
create index on jobs (studio_id, run_at) where died_at is null;
call raise_wall('jobs');
create policy client_asks on jobs for insert with check ((select asks_as('client')));
create function announce_job() returns trigger language plpgsql as $$
begin
    perform pg_notify('jobs', new.studio_id::text);
    return null;
end $$;
create trigger jobs_announce after insert on jobs for each row execute function announce_job();

create table mails (
    studio_id uuid not null references studios (id) on delete cascade,
    id uuid not null,
    kind text not null,
    recipient text not null,
    recipient_name text not null default '',
    subject text not null,
    text_body text not null,
    html_body text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    sent_at timestamptz,
    attempts integer not null default 0,
    last_error text,
    primary key (studio_id, id)
);
comment on table mails is 'The outbox: written with the change that causes the mail, sent by a job.';
comment on column mails.expires_at is 'After this the mail is pointless (its link is dead) and is not sent any more.';
create index on mails (studio_id, created_at desc, id desc);
call raise_wall('mails', null, '''admin'', ''system''');
create policy others_send on mails for insert with check ((select asks_as('staff', 'client')));

create table mail_attachments (
    studio_id uuid not null,
    mail_id uuid not null,
    position integer not null,
    name text not null,
    media_type text not null,
    blob_id uuid not null,
    primary key (studio_id, mail_id, position),
    foreign key (studio_id, mail_id) references mails (studio_id, id) on delete cascade,
    foreign key (studio_id, blob_id) references blobs (studio_id, id)
);
call raise_wall('mail_attachments', null, '''admin'', ''system''');
create policy others_send on mail_attachments for insert with check ((select asks_as('staff', 'client')));
