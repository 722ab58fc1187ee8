drop trigger invoice_counters_are_used on invoice_counters;
drop function check_counter();
drop index invoices_own_pdf;
create index invoices_studio_id_pdf_blob_id_idx on invoices (studio_id, pdf_blob_id) where pdf_blob_id is not null;

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
