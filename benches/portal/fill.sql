-- Fills a studio with work over the past year, `bench.scale` times the following: 50 clients, 200 projects, 1,000 milestones, 5,000
-- files, 20,000 messages, 5,000 invoices with 20,000 lines, and the events, mails, jobs and audit entries that belong to them.
--
-- Every other project belongs to bench.client, and one in eleven files, messages and invoices to bench.project, so that one client
-- and one project grow with the studio, and their lists exceed a page at any scale. All proportions (open invoices, unread
-- messages, current projects) are the same at every scale.
--
-- Run by the owner of the tables in one transaction, with app.studio_id, app.role = 'system', bench.scale, bench.client and
-- bench.project set. The client and the project must exist.

create function pg_temp.scale() returns int language sql stable as $$ select current_setting('bench.scale')::int $$;

-- A version 7 UUID for a point in time. Equal arguments give equal ids; ids of one kind are in chronological order.
create function pg_temp.uuid7(at timestamptz, kind text, n bigint) returns uuid language sql stable as $$
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(digest, 1, 3) || '8' || substr(digest, 4, 15))::uuid
    from md5(current_studio()::text || kind || n) as digest $$;

-- The time of the n-th of `all_of_them` things, spread evenly over the past year.
create function pg_temp.at(n bigint, all_of_them bigint) returns timestamptz language sql stable as $$
    select now() - interval '1 hour' - (all_of_them - n) * (interval '365 days' / all_of_them) $$;

-- Each table is analysed after it has been filled; otherwise Postgres would plan key lookups for the empty table that it knows.

-- Figures that triggers maintain are computed once at the end; row by row it would take hours.
alter table messages disable trigger user;
alter table read_marks disable trigger user;
alter table blob_chunks disable trigger user;
alter table files disable trigger user;
alter table file_versions disable trigger user;
alter table projects disable trigger user;
alter table users disable trigger user;
alter table invoices disable trigger user;
alter table invoice_lines disable trigger user;
alter table payments disable trigger user;
alter table download_marks disable trigger user;

-- People and clients ------------------------------------------------------------------------------------------------------------

create temp table filled_clients on commit drop as
    select n, pg_temp.uuid7(pg_temp.at(1, 50), 'client', n) as id from generate_series(1, 50 * pg_temp.scale()) n
    union all select 0, current_setting('bench.client')::uuid;
analyze filled_clients;
insert into clients (studio_id, id, name, email, address, currency, archived_at, created_at)
    select current_studio(), id, 'Client ' || n, 'office@client-' || n || '.example', n || ' Market Street' || e'\n' || 'Leipzig', 'EUR',
        case when n % 10 = 0 then now() - interval '3 days' end, pg_temp.at(1, 50)
    from filled_clients where n > 0;
analyze clients;

insert into project_types (studio_id, id, name, position)
    select current_studio(), pg_temp.uuid7(now(), 'type', n), 'Type ' || n, n from generate_series(1, 8) n;

-- Ten users of the studio, and three of each client.
create temp table filled_users on commit drop as
    select n, pg_temp.uuid7(pg_temp.at(1, 50), 'staff', n) as id, null::int as client, null::uuid as client_id
        from generate_series(1, 10) n
    union all
    select 1000000 + c.n * 3 + k, pg_temp.uuid7(pg_temp.at(1, 50), 'contact', c.n * 3 + k), c.n, c.id
        from filled_clients c, generate_series(1, 3) k;
analyze filled_users;
insert into users (studio_id, id, role, client_id, standing, state, email, name, created_at, last_seen_at)
    select current_studio(), id, case when client is null then 'staff' else 'client' end, client_id,
        case when client is not null then case when n % 3 = 2 then 'manager' else 'member' end end,
        case when n % 20 = 0 then 'deactivated' else 'active' end, 'person-' || n || '@example.com', 'Person ' || n,
        pg_temp.at(1, 50), now() - n % 90 * interval '1 day'
    from filled_users;
analyze users;
insert into passwords (studio_id, user_id, hash) select current_studio(), id, 'none' from filled_users;
insert into notification_defaults (studio_id, user_id, kind, pace)
    select current_studio(), id, 'messages', 'daily' from filled_users;
insert into devices (studio_id, id, user_id, token_hash, agent)
    select current_studio(), pg_temp.uuid7(now(), 'device', n), id, sha256(convert_to('device' || n, 'UTF8')), 'Browser' from filled_users;
insert into sessions (studio_id, token_hash, user_id, expires_at, device_id)
    select current_studio(), sha256(convert_to(id::text, 'UTF8')), id, now() + interval '5 days', pg_temp.uuid7(now(), 'device', n)
    from filled_users;
insert into one_time_links (studio_id, token_hash, user_id, purpose, created_at, expires_at, used_at)
    select current_studio(), sha256(convert_to('link' || id, 'UTF8')), id, 'invitation', pg_temp.at(1, 50),
        pg_temp.at(1, 50) + interval '7 days', pg_temp.at(1, 50) + interval '1 hour'
    from filled_users;
insert into client_codes (studio_id, id, client_id, code, code_hash, made_by)
    select current_studio(), pg_temp.uuid7(now(), 'code', n), c.id, code, sha256(convert_to(code, 'UTF8')), (select id from filled_users where n = 1)
    from (select * from filled_clients where n > 0) c, lateral (select regexp_replace(
        translate(upper(substr(md5(current_studio()::text || c.n), 1, 16)), '01', 'XY'), '(....)(....)(....)(....)', '\1-\2-\3-\4') as code) made;

insert into totp_secrets (studio_id, user_id, sealed, confirmed_at)
    select current_studio(), id, convert_to(repeat('x', 60), 'UTF8'), now() from filled_users;
insert into recovery_codes (studio_id, user_id, code_hash)
    select current_studio(), u.id, sha256(convert_to(u.id::text || k, 'UTF8')) from filled_users u, generate_series(1, 10) k;
insert into passkeys (studio_id, id, user_id, credential_id, fixed_state, moving_state, name)
    select current_studio(), pg_temp.uuid7(now(), 'passkey', n), id, convert_to(id::text, 'UTF8'), '', '', 'Key' from filled_users;
insert into email_changes (studio_id, id, user_id, email, new_hash, old_hash, expires_at, ended_at)
    select current_studio(), pg_temp.uuid7(now(), 'change', n), id, 'new-' || n || '@example.com', sha256(convert_to('new' || id, 'UTF8')),
        sha256(convert_to('old' || id, 'UTF8')), now(), now()
    from filled_users;
insert into registrations (studio_id, token_hash, client_id, code_id, email, name, expires_at, used_at)
    select current_studio(), sha256(convert_to('registration' || id, 'UTF8')), id, pg_temp.uuid7(now(), 'code', n), 'reg-' || n || '@example.com',
        'Person', now(), now()
    from filled_clients where n > 0;
insert into sign_in_codes (studio_id, id, asker_hash, token_hash, state, number, decoy, other_decoy, expires_at)
    select current_studio(), pg_temp.uuid7(now(), 'sign-in', n), sha256(convert_to('asker' || id, 'UTF8')), sha256(convert_to('code' || id, 'UTF8')),
        'waiting', 10, 11, 12, now() + interval '1 minute'
    from filled_users;

-- Projects, milestones, files ---------------------------------------------------------------------------------------------------

create temp table filled_projects on commit drop as
    select p.n, pg_temp.uuid7(p.at, 'project', p.n) as id, c.id as client_id, c.n as client, p.at
    from (select n, pg_temp.at(n, 200 * pg_temp.scale()) as at from generate_series(1, 200 * pg_temp.scale()) n) p
    join filled_clients c on c.n = case when p.n % 2 = 0 then 0 else 1 + p.n % (50 * pg_temp.scale()) end;
analyze filled_projects;
insert into filled_projects
    select 0, id, client_id, 0, pg_temp.at(1, 50) from projects where id = current_setting('bench.project')::uuid;
analyze filled_projects;
create index on filled_projects (n);
insert into projects (studio_id, id, client_id, type_id, name, description, status, starts_on, due_on, currency, budget_minor, archived_at, created_at)
    select current_studio(), id, client_id, pg_temp.uuid7(now(), 'type', 1 + n % 8), 'Project ' || n, 'Letterhead, cards and a sign.',
        (array['planning', 'in_progress', 'review', 'completed', 'in_progress', 'planning', 'review', 'on_hold', 'cancelled', 'completed'])[1 + n % 10],
        at::date, at::date + 60, 'EUR', 500000, case when n % 5 = 1 then at + interval '50 days' end, at
    from filled_projects where n > 0;
analyze projects;
insert into milestones (studio_id, id, client_id, project_id, title, due_on, weight, position, done_at, created_at)
    select current_studio(), pg_temp.uuid7(p.at, 'milestone', p.n * 5 + k), p.client_id, p.id, 'Milestone ' || k, current_date - 30 + (p.n % 60)::int, k, k,
        case when (p.n + k) % 3 > 0 then p.at + k * interval '8 days' end, p.at
    from filled_projects p, generate_series(1, 5) k;

create temp table filled_files on commit drop as
    select f.n, pg_temp.uuid7(f.at, 'file', f.n) as id, p.id as project_id, p.client_id, p.client, f.at, u.id as uploader
    from (select n, pg_temp.at(n, 5000 * pg_temp.scale()) as at from generate_series(1, 5000 * pg_temp.scale()) n) f
    join filled_projects p on p.n = case when f.n % 11 = 0 then 0 else 1 + f.n % (200 * pg_temp.scale()) end
    join filled_users u on u.n = 1 + f.n % 10;
analyze filled_files;
insert into blobs (studio_id, id, client_id, size_bytes, sha256, created_at, completed_at)
    select current_studio(), pg_temp.uuid7(at, 'blob', n), client_id, 12, sha256('twelve bytes'), at, at from filled_files;
analyze blobs;
insert into blob_chunks (studio_id, blob_id, position, bytes)
    select current_studio(), pg_temp.uuid7(at, 'blob', n), 0, 'twelve bytes' from filled_files;
insert into files (studio_id, id, client_id, project_id, name, name_key, created_by, created_at, deleted_at)
    select current_studio(), id, client_id, project_id, 'poster-' || n || '.pdf', 'poster-' || n || '.pdf', uploader, at,
        case when n % 25 = 0 or n % 22 = 0 then now() - interval '2 days' - n * interval '1 second' end
    from filled_files;
analyze files;
insert into file_versions (studio_id, id, client_id, file_id, number, blob_id, media_type, size_bytes, sha256, uploaded_by, created_at)
    select current_studio(), pg_temp.uuid7(at, 'version', n), client_id, id, 1, pg_temp.uuid7(at, 'blob', n), 'application/pdf', 12,
        sha256('twelve bytes'), uploader, at
    from filled_files;
analyze file_versions;
insert into file_downloads (studio_id, id, client_id, file_id, file_version_id, user_id, created_at)
    select current_studio(), pg_temp.uuid7(at, 'download', n), client_id, id, pg_temp.uuid7(at, 'version', n), uploader, at + interval '1 day'
    from filled_files;
insert into download_marks (studio_id, user_id, kind, version, quarter)
    select current_studio(), uploader, 'file.downloaded', id, extract(epoch from at)::bigint / 900 from filled_files;

-- Conversations, with messages from the studio and the client in turn. One reader in four has read nothing, the others all but up
-- to four messages.
insert into conversations (studio_id, id, client_id, project_id, created_at)
    select current_studio(), p.id, p.client_id, p.id, p.at from filled_projects p
    where not exists (select from conversations c where c.studio_id = current_studio() and c.project_id = p.id);
analyze conversations;
create temp table filled_conversations on commit drop as
    select project_id, id from conversations where studio_id = current_studio() and project_id is not null;
create index on filled_conversations (project_id);
create temp table filled_messages on commit drop as
    select m.n, pg_temp.uuid7(m.at, 'message', m.n) as id, c.id as conversation_id, p.client_id, p.client, m.at
    from (select n, pg_temp.at(n, 20000 * pg_temp.scale()) as at from generate_series(1, 20000 * pg_temp.scale()) n) m
    join filled_projects p on p.n = case when m.n % 11 = 0 then 0 else 1 + m.n % (200 * pg_temp.scale()) end
    join filled_conversations c on c.project_id = p.id;
analyze filled_messages;
insert into messages (studio_id, id, client_id, conversation_id, sender_id, client_key, body, created_at)
    select current_studio(), m.id, m.client_id, m.conversation_id, u.id, m.id, 'Message ' || m.n || ': could the red be a little warmer?', m.at
    from filled_messages m
    join filled_users u on u.n = case when m.n % 3 = 0 then 1000000 + m.client * 3 + 1 + m.n % 3 else 1 + m.n % 10 end;
analyze messages;
insert into read_marks (studio_id, conversation_id, user_id, client_id, read_through, read_at)
    select current_studio(), m.conversation_id, u.id, m.client_id, m.id, m.at
    from (select *, row_number() over (partition by conversation_id order by id desc) as place from filled_messages) m
    join filled_users u on u.n between 1 and 10 or u.client = m.client
    where m.place = 1 + u.n % 5 and u.n % 4 > 0 on conflict do nothing;

-- Invoices with four lines each. One in twenty is a draft, one in twenty void, one in ten open, the others paid.
create temp table filled_invoices on commit drop as
    select i.n, pg_temp.uuid7(i.at, 'invoice', i.n) as id, p.id as project_id, p.client_id, p.client, i.at,
        case i.n % 20 when 0 then 'draft' when 1 then 'void' else 'sent' end as status, i.n % 20 > 3 as paid
    from (select n, pg_temp.at(n, 5000 * pg_temp.scale()) as at from generate_series(1, 5000 * pg_temp.scale()) n) i
    join filled_projects p on p.n = case when i.n % 11 = 0 then 0 else 1 + i.n % (200 * pg_temp.scale()) end;
analyze filled_invoices;
insert into blobs (studio_id, id, client_id, size_bytes, sha256, created_at, completed_at)
    select current_studio(), pg_temp.uuid7(at, 'pdf', n), client_id, 12, sha256('twelve bytes'), at, at from filled_invoices where status <> 'draft';
analyze blobs;
insert into invoices (studio_id, id, client_id, project_id, currency, subtotal_minor, tax_minor, total_minor, created_at, status, series, sequence,
        number, issued_on, due_on, sent_at, pdf_blob_id, pdf_sha256, voided_at, paid_minor, studio_party, client_party)
    select current_studio(), id, client_id, project_id, 'EUR', 100000, 19000, 119000, at, status, series, sequence, number, issued_on, due_on, sent_at,
        pdf, sha256, case when status = 'void' then at + interval '1 day' end, case when status = 'sent' and paid then 119000 else 0 end,
        studio_party, client_party
    from filled_invoices i left join lateral (
        select 'invoices' as series, 1000000 + i.n as sequence, 'FILL-' || i.n as number, i.at::date as issued_on, i.at::date + 14 as due_on,
            i.at as sent_at, pg_temp.uuid7(i.at, 'pdf', i.n) as pdf, sha256('twelve bytes') as sha256,
            '{"name": "Studio", "address": "", "tax_id": ""}'::jsonb as studio_party, '{"name": "Client", "address": "", "tax_id": ""}'::jsonb as client_party
        where i.status <> 'draft') as sent on true;
analyze invoices;
insert into invoice_lines (studio_id, id, client_id, invoice_id, position, description, quantity, unit, unit_price_minor, tax_rate, amount_minor)
    select current_studio(), pg_temp.uuid7(i.at, 'line', i.n * 4 + k), i.client_id, i.id, k, 'Line ' || k, 1, 'piece', 25000, 19, 25000
    from filled_invoices i, generate_series(1, 4) k;
analyze invoice_lines;
insert into payments (studio_id, id, client_id, amount_minor, currency, method, reference, received_on, idempotency_key, created_at)
    select current_studio(), pg_temp.uuid7(at + interval '9 days', 'payment', n), client_id, 119000, 'EUR', 'bank_transfer', 'FILL-' || n, (at + interval '9 days')::date, id, at + interval '9 days'
    from filled_invoices where status = 'sent' and paid;
analyze payments;
insert into payment_allocations (studio_id, payment_id, invoice_id, client_id, amount_minor)
    select current_studio(), pg_temp.uuid7(at + interval '9 days', 'payment', n), id, client_id, 119000 from filled_invoices where status = 'sent' and paid;

-- Each client has another payment, which is its credit, and one that was reversed.
insert into payments (studio_id, id, client_id, amount_minor, currency, method, reference, received_on, idempotency_key, created_at)
    select current_studio(), pg_temp.uuid7(pg_temp.at(1, 50), kind, n), id, 5000, 'EUR', 'bank_transfer', 'FILL-' || kind || n, pg_temp.at(1, 50)::date,
        pg_temp.uuid7(pg_temp.at(1, 50), kind || ' key', n), pg_temp.at(1, 50)
    from filled_clients, (values ('credit'), ('reversed')) kinds (kind) where n > 0;
insert into client_credit (studio_id, payment_id, client_id, currency, credit_minor)
    select current_studio(), pg_temp.uuid7(pg_temp.at(1, 50), 'credit', n), id, 'EUR', 5000 from filled_clients where n > 0;
insert into payment_reversals (studio_id, payment_id, client_id, reason, reversed_at)
    select current_studio(), pg_temp.uuid7(pg_temp.at(1, 50), 'reversed', n), id, 'Recorded twice', pg_temp.at(1, 50) from filled_clients where n > 0;
analyze payments, client_credit, payment_reversals;

-- Events, audit entries, mails, jobs -----------------------------------------------------------------------------------------------

insert into events (studio_id, kind, client_id, project_id, actor_id, subject_id, facts, in_feed, created_at)
    select current_studio(), 'file.uploaded', client_id, project_id, uploader, id,
        jsonb_build_object('name', 'poster-' || n || '.pdf', 'number', 1), true, at
    from filled_files order by n;
insert into audit_entries (studio_id, id, kind, actor_id, actor_name, subject_kind, subject_id, facts, address, agent, request_id, created_at)
    select current_studio(), pg_temp.uuid7(at, 'entry', n), 'file.downloaded', uploader, 'Person ' || (1 + n % 10), 'file', id, jsonb_build_object('number', 1),
        '192.0.2.7', 'Browser', 'filled-' || n, at
    from filled_files;
analyze audit_entries;
insert into mails (studio_id, id, kind, client_id, recipient, recipient_name, subject, text_body, html_body, created_at, sent_at, attempts)
    select current_studio(), pg_temp.uuid7(at, 'mail', n), 'invoice', client_id, 'office@client-' || client || '.example', 'Client ' || client, 'Invoice FILL-' || n,
        'Your invoice is attached.', '<p>Your invoice is attached.</p>', at, at, 1
    from filled_invoices where status <> 'draft';
analyze mails;
insert into mail_attachments (studio_id, mail_id, position, name, media_type, blob_id)
    select current_studio(), pg_temp.uuid7(at, 'mail', n), 0, 'FILL-' || n || '.pdf', 'application/pdf', pg_temp.uuid7(at, 'pdf', n)
    from filled_invoices where status <> 'draft';
insert into jobs (studio_id, id, kind, payload, run_at, attempts, last_error, died_at, created_at)
    select current_studio(), pg_temp.uuid7(at, 'job', n), 'mail.send', jsonb_build_object('mail', pg_temp.uuid7(at, 'mail', n)), at, 8, 'the mail server did not answer', at, at
    from filled_invoices where status <> 'draft' and n % 40 = 2;
insert into data_exports (studio_id, id, client_id, created_at)
    select current_studio(), pg_temp.uuid7(now(), 'export', n), id, now() - n * interval '1 minute' from filled_clients;

insert into audit_seals (studio_id, sequence, entry_id, previous, hash, sealed_at)
    select current_studio(), 1000000 + n, pg_temp.uuid7(at, 'entry', n), sha256(''), sha256(convert_to(n::text, 'UTF8')), at from filled_files;
update audit_particulars set waits = false where studio_id = current_studio() and waits;

-- Figures that triggers maintain ------------------------------------------------------------------------------------------------

delete from message_totals where studio_id = current_studio();
delete from messages_seen where studio_id = current_studio();
call set_unread_counts();
delete from projects_in_status where studio_id = current_studio();
delete from money_by_day where studio_id = current_studio();
delete from project_money where studio_id = current_studio();
call set_figures();

alter table messages enable trigger user;
alter table read_marks enable trigger user;
alter table blob_chunks enable trigger user;
alter table files enable trigger user;
alter table file_versions enable trigger user;
alter table projects enable trigger user;
alter table users enable trigger user;
alter table invoices enable trigger user;
alter table invoice_lines enable trigger user;
alter table payments enable trigger user;
alter table download_marks enable trigger user;
