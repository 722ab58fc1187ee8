-- A number and its counter move together, and an invoice has a PDF of its own. The release before takes a number and uses it in one
-- transaction, too.
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

-- Of two invoices that are sent with one PDF at once, the second is refused.
drop index invoices_studio_id_pdf_blob_id_idx;
create unique index invoices_own_pdf on invoices (studio_id, pdf_blob_id) where pdf_blob_id is not null;

-- A number that was taken is an invoice's when the transaction ends.
create function check_counter() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    if not exists (select from invoices i
        where i.studio_id = current_studio() and i.series = new.series and i.sequence = new.next - 1) then
        raise exception 'a number that is taken is an invoice''s' using errcode = 'restrict_violation';
    end if;
    return null;
end $$;
revoke execute on function check_counter() from public;
create constraint trigger invoice_counters_are_used after insert or update on invoice_counters deferrable initially deferred
    for each row execute function check_counter();
