create or replace function freeze_sent_lines() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
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

create or replace function freeze_sent_invoice() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
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
        if tg_op = 'UPDATE' and new.status = 'sent' then
            if new.number is distinct from
                    new.series || lpad(new.sequence::text, greatest(4, length(new.sequence::text)), '0')
                or not exists (select from invoice_counters c
                    where c.studio_id = new.studio_id and c.series = new.series and c.next = new.sequence + 1) then
                raise exception 'an invoice takes the next number of its series' using errcode = 'restrict_violation';
            end if;
            if blob_is_held(new.studio_id, new.pdf_blob_id) then
                raise exception 'the PDF of an invoice is its own' using errcode = 'restrict_violation';
            end if;
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

create or replace function keep_blob() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
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

create or replace function keep_chunk() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
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

create or replace function keep_held_chunks() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    -- Locked, so that nothing begins to point at it meanwhile.
    perform from blobs b where (b.studio_id, b.id) in (select studio_id, blob_id from gone) for update;
    if exists (select from (select distinct studio_id, blob_id from gone) g where blob_is_held(g.studio_id, g.blob_id)) then
        raise exception 'bytes that something points at are kept' using errcode = 'restrict_violation';
    end if;
    return null;
end $$;

create or replace function keep_erased_work() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if exists (select from clients c where c.studio_id = old.studio_id and c.id = old.client_id and c.erased_at is not null) then
        raise exception '% of an erased client stay as they are', tg_table_name using errcode = 'restrict_violation', constraint = 'erased';
    end if;
    return new;
end $$;

create or replace function refuse_the_erased() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    refused boolean;
begin
    for at in 0 .. tg_nargs - 1 by 2 loop
        execute format('select exists (select from added a join %I e on e.studio_id = a.studio_id and e.id = a.%I where e.erased_at is not null)',
            tg_argv[at], tg_argv[at + 1]) into refused;
        if refused then
            raise exception '% points at what was erased', tg_table_name using errcode = 'restrict_violation', constraint = 'erased';
        end if;
    end loop;
    return null;
end $$;

create or replace function sign_entry() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if asks_as('system') then
        -- Nobody was known yet: what is kept is the address and the browser of whoever tried. Waits for an erasure under way.
        if new.subject_kind = 'user' and new.subject_id is not null
            and (new.facts ? 'address_hash' or new.actor_id is null and (new.address, new.agent) <> ('', '')) then
            perform from users u where u.studio_id = new.studio_id and u.id = new.subject_id for key share;
            if exists (select from users u where u.studio_id = new.studio_id and u.id = new.subject_id and u.erased_at is not null) then
                raise exception 'an entry tells from where somebody erased came' using errcode = 'restrict_violation', constraint = 'erased';
            end if;
        end if;
        return new;
    end if;
    if new.kind in ('user.erased', 'client.erased', 'audit.blanks_counted', 'audit.cut') then
        raise exception 'an entry about % is the system''s to write', new.kind using errcode = 'insufficient_privilege';
    end if;
    new.actor_name := coalesce((select name from users where studio_id = new.studio_id and id = current_user_id()), '');
    return new;
end $$;

create or replace function list_audit_blanks() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    insert into audit_blanks (studio_id, entry_id, part, erasure_id)
        select new.studio_id, new.entry_id, blanked.part, new.erased_by
        from (values ('who', old.who_salt is not null and new.who_salt is null),
            ('facts', old.facts_salt is not null and new.facts_salt is null)) blanked (part, is_new)
        where blanked.is_new;
    return null;
end $$;

create or replace function adopt_blob() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
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

create or replace function keep_former_address() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    insert into former_addresses (studio_id, user_id, address_hash) values (current_studio(), old.id, address_hash(old.email))
        on conflict do nothing;
    return null;
end $$;

create or replace function check_payment() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    invoice uuid := case tg_table_name when 'invoices' then (to_jsonb(new) ->> 'id')::uuid else (to_jsonb(new) ->> 'invoice_id')::uuid end;
    payment uuid := (to_jsonb(new) ->> 'payment_id')::uuid;
begin
    if payment is not null then
        -- Of two that use one payment at once, the second sees the first.
        perform from payments p where p.studio_id = current_studio() and p.id = payment for no key update;
        if (select sum(a.amount_minor) from payment_allocations a where a.studio_id = current_studio() and a.payment_id = payment)
            > (select p.amount_minor from payments p where p.studio_id = current_studio() and p.id = payment) then
            raise exception 'more goes to invoices than was paid' using errcode = 'check_violation';
        end if;
    end if;
    if exists (select from invoices i where i.studio_id = current_studio() and i.id = invoice and i.paid_minor <> coalesce(
        (select sum(a.amount_minor) from payment_allocations a where a.studio_id = i.studio_id and a.invoice_id = i.id), 0)) then
        raise exception 'what is paid of an invoice is what came to it' using errcode = 'check_violation';
    end if;
    return null;
end $$;

create or replace function check_counter() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not exists (select from invoices i
        where i.studio_id = current_studio() and i.series = new.series and i.sequence = new.next - 1) then
        raise exception 'a number that is taken is an invoice''s' using errcode = 'restrict_violation';
    end if;
    return null;
end $$;

create or replace function count_files() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    studio uuid := current_studio();
    asker text := work_as('system');
begin
    if tg_op <> 'INSERT' and old.deleted_at is null then
        update projects set file_count = file_count - 1 where studio_id = studio and id = old.project_id;
    end if;
    if tg_op <> 'DELETE' and new.deleted_at is null then
        update projects set file_count = file_count + 1 where studio_id = studio and id = new.project_id;
    end if;
    perform work_as(asker);
    return null;
end $$;

create or replace function count_message() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
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
    -- Whoever answers has read. Their mark is there since the first message, mostly: an insert that becomes an update would be measured as both.
    update read_marks set read_through = new.id, read_at = new.created_at
        where studio_id = studio and conversation_id = new.conversation_id and user_id = new.sender_id and read_through < new.id;
    if not found then
        insert into read_marks (studio_id, conversation_id, user_id, client_id, read_through, read_at)
            values (studio, new.conversation_id, new.sender_id, new.client_id, new.id, new.created_at)
            on conflict (studio_id, conversation_id, user_id) do nothing;
    end if;
    insert into message_totals (studio_id, reach, messages) values (studio, new.client_id, 1), (studio, studio, 1)
        on conflict (studio_id, reach) do update set messages = message_totals.messages + 1;
    asker := work_as(asker);
    return null;
end $$;

create or replace function count_people() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    studio uuid := current_studio();
    asker text;
begin
    if tg_op = 'UPDATE' and (old.state = 'deactivated') = (new.state = 'deactivated') and old.client_id is not distinct from new.client_id then
        return null;
    end if;
    asker := work_as('system');
    if tg_op <> 'INSERT' and old.state <> 'deactivated' then
        update clients set people_count = people_count - 1 where studio_id = studio and id = old.client_id;
    end if;
    if tg_op <> 'DELETE' and new.state <> 'deactivated' then
        update clients set people_count = people_count + 1 where studio_id = studio and id = new.client_id;
    end if;
    perform work_as(asker);
    return null;
end $$;

create or replace function count_projects() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    studio uuid := current_studio();
    asker text := work_as('system');
begin
    if tg_op <> 'INSERT' and old.archived_at is null then
        update projects_in_status set projects = projects - 1 where studio_id = studio and status = old.status;
        update clients set project_count = project_count - 1
            where studio_id = studio and id = old.client_id and old.status not in ('completed', 'cancelled');
    end if;
    if tg_op <> 'DELETE' and new.archived_at is null then
        insert into projects_in_status (studio_id, status, projects) values (studio, new.status, 1)
            on conflict (studio_id, status) do update set projects = projects_in_status.projects + 1;
        update clients set project_count = project_count + 1
            where studio_id = studio and id = new.client_id and new.status not in ('completed', 'cancelled');
    end if;
    perform work_as(asker);
    return null;
end $$;

create or replace function count_seen() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
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
        asker := work_as(asker);
    end if;
    return null;
end $$;

create or replace function forget_conversation() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    studio uuid := current_studio();
    asker text := work_as('system');
begin
    update message_totals set messages = messages - old.messages
        where studio_id = studio and reach in (old.client_id, studio) and old.messages > 0;
    perform work_as(asker);
    return null;
end $$;

create or replace function mark_all_before() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
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

create or replace function measure_mark() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
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
    asker := work_as(asker);
    return new;
end $$;

create or replace function note_latest_version() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    studio uuid := current_studio();
    asker text := work_as('system');
begin
    update files set latest_version_id = new.id where studio_id = studio and id = new.file_id;
    perform work_as(asker);
    return null;
end $$;

create or replace function sum_invoice() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    studio uuid := current_studio();
    asker text := work_as('system');
begin
    if tg_op <> 'INSERT' and old.status = 'sent' then
        perform add_to_money_by_day(studio, old.currency, old.due_on, 0, -greatest(old.total_minor - old.paid_minor, 0));
        update project_money set net_minor = net_minor - (old.total_minor - old.tax_minor), paid_minor = paid_minor - old.paid_minor
            where studio_id = studio and project_id = old.project_id and currency = old.currency;
    end if;
    if tg_op <> 'DELETE' and new.status = 'sent' then
        perform add_to_money_by_day(studio, new.currency, new.due_on, 0, greatest(new.total_minor - new.paid_minor, 0));
        insert into project_money (studio_id, project_id, client_id, currency, net_minor, paid_minor)
            select studio, new.project_id, new.client_id, new.currency, new.total_minor - new.tax_minor, new.paid_minor
            where new.project_id is not null
            on conflict (studio_id, project_id, currency) do update set
                net_minor = project_money.net_minor + excluded.net_minor, paid_minor = project_money.paid_minor + excluded.paid_minor;
    end if;
    perform work_as(asker);
    return null;
end $$;

create or replace function sum_payment() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    studio uuid := current_studio();
    asker text := work_as('system');
begin
    if tg_op <> 'INSERT' then
        perform add_to_money_by_day(studio, old.currency, old.received_on, -old.amount_minor, 0);
    end if;
    if tg_op <> 'DELETE' then
        perform add_to_money_by_day(studio, new.currency, new.received_on, new.amount_minor, 0);
    end if;
    perform work_as(asker);
    return null;
end $$;

create or replace trigger invoice_lines_freeze before insert or update or delete on invoice_lines
    for each row execute function freeze_sent_lines();
drop function look_as_before(text[]);
drop function look_as_system(uuid);
comment on function work_as is
    'Sets who asks until the end of the transaction, and answers who did before. For triggers that keep counters.';
