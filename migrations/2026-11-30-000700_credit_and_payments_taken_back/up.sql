-- What of a payment is on no invoice is its client's credit and pays later invoices; a payment that was recorded by mistake is taken back.
-- Why: docs/adr/0038.

-- Payments taken back -----------------------------------------------------------------------------------------------------------

create table payment_reversals (
    studio_id uuid not null,
    payment_id uuid not null,
    client_id uuid not null,
    reason text not null check (char_length(reason) between 1 and 500),
    reversed_by uuid,
    reversed_at timestamptz not null default now(),
    primary key (studio_id, payment_id),
    foreign key (studio_id, client_id, payment_id) references payments (studio_id, client_id, id),
    foreign key (studio_id, reversed_by) references users (studio_id, id)
);
comment on table payment_reversals is
    'Payments that were recorded by mistake and taken back: they count for nothing, on no day. Money that went back to a client is no reversal.';
create index on payment_reversals (studio_id, client_id);
create index on payment_reversals (studio_id, reversed_by);
call raise_wall('payment_reversals', 'client_id = (select current_client())');
create policy admins_take_back on payment_reversals as restrictive for insert
    with check ((select asks_as('system')) or (select asks_as('admin')) and reversed_by = (select current_user_id()));
create trigger payment_reversals_are_kept before update or delete on payment_reversals for each row execute function keep_evidence();
create trigger payment_reversals_are_not_emptied before truncate on payment_reversals for each statement execute function refuse_change();

-- Credit ------------------------------------------------------------------------------------------------------------------------

create table client_credit (
    studio_id uuid not null,
    payment_id uuid not null,
    client_id uuid not null,
    currency text not null,
    credit_minor bigint not null,
    primary key (studio_id, payment_id),
    foreign key (studio_id, client_id, payment_id) references payments (studio_id, client_id, id),
    constraint client_credit_amounts_in_bounds check (credit_minor between -1000000000000 and 1000000000000),
    constraint client_credit_is_there check (credit_minor > 0)
);
comment on table client_credit is
    'What of a payment is on no invoice and so is its client''s credit. A row only where there is some. Kept by triggers.';
create index on client_credit (studio_id, client_id, currency, payment_id);
call raise_wall('client_credit', 'client_id = (select current_client())');

-- A payment can come to an invoice twice: at first, and out of the credit that it left when another payment of that invoice is taken back.
alter table payment_allocations
    add column number integer not null default 1,
    add column from_credit boolean not null default false;
comment on column payment_allocations.number is 'The first, second … time that this payment came to this invoice.';
comment on column payment_allocations.from_credit is 'Whether it was credit before; if not, the payment was recorded for this invoice.';
-- The release before writes a payment and its one allocation in one transaction, which waits for this.
alter table payment_allocations
    drop constraint payment_allocations_pkey,
    add primary key (studio_id, payment_id, invoice_id, number);

create function note_credit() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    studio uuid := new.studio_id;
    asker text[] := look_as_system(new.studio_id);
begin
    if tg_table_name = 'payments' then
        insert into client_credit (studio_id, payment_id, client_id, currency, credit_minor)
            values (studio, new.id, new.client_id, new.currency, new.amount_minor);
    else
        delete from client_credit
            where studio_id = studio and payment_id = new.payment_id and credit_minor = new.amount_minor;
        if not found then
            update client_credit set credit_minor = credit_minor - new.amount_minor
                where studio_id = studio and payment_id = new.payment_id;
        end if;
    end if;
    asker := look_as_before(asker);
    return null;
end $$;
create trigger payments_are_credit after insert on payments for each row execute function note_credit();
create trigger payment_allocations_use_credit after insert on payment_allocations for each row execute function note_credit();

-- What was taken back never came in. What is paid of its invoices is written with the reversal, and looked at when the transaction ends.
create function take_payment_back() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    studio uuid := new.studio_id;
    asker text[] := look_as_system(new.studio_id);
begin
    delete from client_credit where studio_id = studio and payment_id = new.payment_id;
    perform add_to_money_by_day(studio, p.currency, p.received_on, -p.amount_minor, 0)
        from payments p where p.studio_id = studio and p.id = new.payment_id;
    asker := look_as_before(asker);
    return null;
end $$;
create trigger payment_reversals_count after insert on payment_reversals for each row execute function take_payment_back();

-- What of a payment went to invoices is no more than the payment, what is paid of an invoice is what came to it and was not taken back, and
-- what was taken back pays nothing more. Looked at when a transaction ends, whoever wrote.
create or replace function check_payment() returns trigger language plpgsql security definer
set search_path = pg_catalog, public, pg_temp as $$
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
create constraint trigger payment_reversals_add_up after insert on payment_reversals deferrable initially deferred
    for each row execute function check_payment();
revoke execute on function note_credit(), take_payment_back() from public;

-- Credit that is there already. The triggers above keep others from writing payments until this is done.
alter table payments no force row level security;
alter table payment_allocations no force row level security;
alter table client_credit no force row level security;
insert into client_credit (studio_id, payment_id, client_id, currency, credit_minor)
    select p.studio_id, p.id, p.client_id, p.currency, p.amount_minor - coalesce(sum(a.amount_minor), 0)
    from payments p left join payment_allocations a on a.studio_id = p.studio_id and a.payment_id = p.id
    group by p.studio_id, p.id having p.amount_minor > coalesce(sum(a.amount_minor), 0);
alter table payments force row level security;
alter table payment_allocations force row level security;
alter table client_credit force row level security;
