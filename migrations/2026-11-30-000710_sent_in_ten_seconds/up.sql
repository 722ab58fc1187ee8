-- An invoice is sent ten seconds after somebody pressed "Send": until then they can take it back, and the draft stays as it is.
-- Why: docs/adr/0040.
create table invoice_sendings (
    studio_id uuid not null,
    invoice_id uuid not null,
    client_id uuid not null,
    sends_at timestamptz,
    asked_by uuid not null,
    fault text,
    primary key (studio_id, invoice_id),
    foreign key (studio_id, client_id, invoice_id) references invoices (studio_id, client_id, id) on delete cascade,
    foreign key (studio_id, asked_by) references users (studio_id, id),
    constraint invoice_sendings_go_or_failed check (sends_at is null or fault is null)
);
comment on table invoice_sendings is 'Drafts that are on their way, or could not be sent the last time. Gone once one is sent, taken back or changed.';
comment on column invoice_sendings.sends_at is 'From when on a job sends it, unless that is taken back. Null where it could not be sent.';
comment on column invoice_sendings.asked_by is 'Who asked for it, and in whose name it is sent.';
comment on column invoice_sendings.fault is 'Why it could not be sent.';
create index on invoice_sendings (studio_id, client_id);
create index on invoice_sendings (studio_id, asked_by);
call raise_wall('invoice_sendings');
create policy in_ones_own_name on invoice_sendings as restrictive for insert
    with check ((select asks_as('system')) or asked_by = (select current_user_id()));
create policy jobs_fail on invoice_sendings as restrictive for update
    using ((select asks_as('system'))) with check ((select asks_as('system')));

-- Only a draft goes on its way. It is locked, so that nobody changes it meanwhile without seeing this.
create function send_drafts_alone() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    asker text[] := look_as_system(new.studio_id);
    is_draft boolean;
begin
    select i.status = 'draft' into is_draft from invoices i
        where i.studio_id = new.studio_id and i.client_id = new.client_id and i.id = new.invoice_id for no key update;
    asker := look_as_before(asker);
    if is_draft is not true then
        raise exception 'only a draft is sent' using errcode = 'restrict_violation';
    end if;
    return null;
end $$;
create trigger invoice_sendings_are_of_drafts after insert on invoice_sendings for each row execute function send_drafts_alone();

-- Whether an invoice is on its way now, also where its caller has waited for a lock: so it is volatile, and looks anew. For triggers that look
-- as the system already.
create function is_on_its_way(studio uuid, invoice uuid) returns boolean language sql volatile set search_path = pg_catalog, public, pg_temp as $$
    select exists (select from invoice_sendings s where s.studio_id = studio and s.invoice_id = invoice and s.sends_at is not null)
$$;

create or replace function freeze_sent_lines() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    asker text[] := look_as_system(case tg_op when 'DELETE' then old.studio_id else new.studio_id end);
    frozen boolean;
begin
    -- Locked, so that none of them is sent meanwhile, without this.
    select bool_or(held.status <> 'draft' or is_on_its_way(held.studio_id, held.id)) into frozen from (
        select i.studio_id, i.id, i.status from invoices i where
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
