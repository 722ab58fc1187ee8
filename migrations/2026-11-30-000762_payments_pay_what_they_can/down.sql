-- A reason that was erased stays so.
create or replace trigger payment_reversals_are_kept before update or delete on payment_reversals for each row execute function keep_evidence();
drop function erase_reversals_of_client(uuid, text, uuid);
create or replace function check_payment()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    studio uuid := new.studio_id;
    asker text[] := look_as_system(new.studio_id);
    payment uuid := (to_jsonb(new) ->> 'payment_id')::uuid;
    invoice uuid := case tg_table_name when 'invoices' then (to_jsonb(new) ->> 'id')::uuid else (to_jsonb(new) ->> 'invoice_id')::uuid end;
    paid uuid[];
begin
    if payment is not null then
        -- Of two that use one payment at once, or use it and take it back, the second sees the first.
        perform from payments p where p.studio_id = studio and p.id = payment for no key update;
        if (select sum(a.amount_minor) from payment_allocations a where a.studio_id = studio and a.payment_id = payment)
            > (select p.amount_minor from payments p where p.studio_id = studio and p.id = payment) then
            raise exception 'more goes to invoices than was paid' using errcode = 'check_violation';
        end if;
        if invoice is not null and exists (
            select from payment_reversals r where r.studio_id = studio and r.payment_id = payment) then
            raise exception 'a payment that was taken back pays nothing' using errcode = 'check_violation';
        end if;
    end if;
    paid := case when invoice is not null then array[invoice] else array(
        select a.invoice_id from payment_allocations a where a.studio_id = studio and a.payment_id = payment) end;
    if exists (select from invoices i where i.studio_id = studio and i.id = any (paid) and i.paid_minor <> coalesce(
        (select sum(a.amount_minor) from payment_allocations a
            where a.studio_id = i.studio_id and a.invoice_id = i.id and not exists (
                select from payment_reversals r where r.studio_id = a.studio_id and r.payment_id = a.payment_id)), 0)) then
        raise exception 'what is paid of an invoice is what came to it' using errcode = 'check_violation';
    end if;
    asker := look_as_before(asker);
    return null;
end $$;
create or replace function freeze_sent_invoice() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    open_columns text[] := case when tg_op = 'UPDATE' then
        case when new.status = 'void' and old.status = 'sent' then array['status', 'voided_at'] else array['paid_minor'] end end;
    by_system boolean := asks_as('system');
    asker text[];
begin
    if tg_op = 'INSERT' then
        if new.status <> 'draft' then
            raise exception 'an invoice begins as a draft' using errcode = 'restrict_violation';
        end if;
        return new;
    end if;
    if old.status = 'draft' then
        asker := look_as_system(old.studio_id);
        -- It is taken back first, or is on its way no more when it is sent. An erasure takes drafts with it, also those on their way.
        if not (tg_op = 'DELETE' and by_system) and is_on_its_way(old.studio_id, old.id) then
            raise exception 'a draft that is being sent stays as it is' using errcode = 'restrict_violation';
        end if;
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
        asker := look_as_before(asker);
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
create or replace function erase_audit_facts(entries uuid[], by_entry uuid)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    people uuid[] := array(select people_erased(by_entry));
    hashes text[] := address_hashes_among(entries, people);
    client uuid := client_erased(by_entry);
    with_names boolean := file_names_erased(by_entry);
begin
    perform check_erasure(not exists (
        select from audit_entries e
        join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id
        where e.studio_id = current_studio() and e.id = any (entries) and p.entry_id = any (entries) and (
            e.kind not in ('user.erased', 'client.erased', 'audit.blanks_counted', 'audit.cut') and (
                e.subject_id = any (people)
                or p.facts ->> 'address_hash' = any (hashes)
                or e.subject_id = client
                or p.facts ->> 'client_id' = client::text
                or exists (select from mails m where m.studio_id = e.studio_id and m.id = e.subject_id
                    and (m.user_id = any (people) or m.client_id = client))
                or exists (select from files f where f.studio_id = e.studio_id and f.id = e.subject_id
                    and (f.client_id = client or with_names and f.created_by = any (people)))
                or exists (select from file_versions v join files f on f.studio_id = v.studio_id and f.id = v.file_id
                    where v.studio_id = e.studio_id and v.id = e.subject_id
                        and (v.client_id = client or with_names and f.created_by = any (people)))
                or exists (select from projects o where o.studio_id = e.studio_id and o.id = e.subject_id and o.client_id = client)
                or exists (select from milestones o where o.studio_id = e.studio_id and o.id = e.subject_id
                    and o.client_id = client))) is not true));
    update audit_particulars set facts_salt = null, facts = '{}', erased_by = by_entry
        where studio_id = current_studio() and entry_id = any (entries) and entry_id <> by_entry;
end $$;
