create or replace function freeze_sent_lines() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    asker text[] := look_as_system(case tg_op when 'DELETE' then old.studio_id else new.studio_id end);
    frozen boolean;
begin
    -- Locked, so that none of them is sent meanwhile, without this.
    select bool_or(held.status <> 'draft') into frozen from (
        select i.status from invoices i where
            tg_op <> 'INSERT' and i.studio_id = old.studio_id and i.id = old.invoice_id
            or tg_op <> 'DELETE' and i.studio_id = new.studio_id and i.id = new.invoice_id
        order by i.id for no key update) held;
    asker := look_as_before(asker);
    if frozen then
        raise exception 'the lines of a sent invoice are frozen' using errcode = 'restrict_violation';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;

create or replace function freeze_sent_invoice() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    open_columns text[] := case when tg_op = 'UPDATE' then
        case when new.status = 'void' and old.status = 'sent' then array['status', 'voided_at'] else array['paid_minor'] end end;
    asker text[];
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
            asker := look_as_system(new.studio_id);
            if new.number is distinct from
                    new.series || lpad(new.sequence::text, greatest(4, length(new.sequence::text)), '0')
                or not exists (select from invoice_counters c
                    where c.studio_id = new.studio_id and c.series = new.series and c.next = new.sequence + 1) then
                raise exception 'an invoice takes the next number of its series' using errcode = 'restrict_violation';
            end if;
            if blob_is_held(new.studio_id, new.pdf_blob_id) then
                raise exception 'the PDF of an invoice is its own' using errcode = 'restrict_violation';
            end if;
            asker := look_as_before(asker);
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

drop table invoice_sendings;
drop function send_drafts_alone();
drop function is_on_its_way(uuid, uuid);
