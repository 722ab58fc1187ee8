-- Guards that could be talked round, and sums that nothing held.

-- Which function a statement was called from, out of what Postgres says of the calls under way: its last line is the outermost call, where
-- it names one. Postgres also writes the parameters of a statement there, with whatever they say, where `log_parameter_max_length_on_error`
-- asks for them, which everybody may set: where it does, nothing it says is believed. The app's connections do not ask for them.
create or replace function outermost_call(context text) returns text language sql immutable parallel safe
    return case when context !~ '\mparameters?\M' then
        (regexp_match(regexp_replace(context, '^.*\n', ''), '^PL/pgSQL function ([a-z_]+)\('))[1] end;
comment on function outermost_call is
    'Null, where the outermost line is no call of a function in PL/pgSQL, or where a parameter of the statement could stand among the lines.';

-- What an entry of the audit says of itself: whoever asks as a person is called what they are called, and erasures and what is said of the
-- chain are the desk's, which an admin has act.
create function sign_entry() returns trigger language plpgsql as $$
begin
    if asks_as('system') then
        return new;
    end if;
    if new.kind in ('user.erased', 'client.erased', 'audit.blanks_counted', 'audit.cut') then
        raise exception 'an entry about % is the system''s to write', new.kind using errcode = 'insufficient_privilege';
    end if;
    new.actor_name := coalesce((select name from users where studio_id = new.studio_id and id = current_user_id()), '');
    return new;
end $$;
-- Before the name is set apart: triggers run in the order of their names.
create trigger audit_entries_are_signed before insert on audit_entries for each row execute function sign_entry();

-- Whoever is invited comes by their own link, and a manager opens no account: a closed one is an admin's to open.
create or replace function keep_places() returns trigger language plpgsql as $$
declare
    theirs_to_change text[] := case
        when asks_as('system') then null
        when old.id = current_user_id() then array['name', 'locale', 'zone', 'theme']
        when asks_as('admin') then array['role', 'standing', 'state']
        when asks_as('client') then array['standing', 'state']
        else array[]::text[] end;
begin
    if to_jsonb(old) - theirs_to_change <> to_jsonb(new) - theirs_to_change
        or not asks_as('system') and new.state <> old.state
            and (old.state = 'invited' and new.state = 'active' or asks_as('client') and new.state <> 'deactivated') then
        raise exception 'this of users is not theirs to change' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;

-- What of a payment went to invoices is no more than the payment, and what is paid of an invoice is what came to it. Looked at when a
-- transaction ends, whoever wrote.
create function check_payment() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
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
revoke execute on function check_payment() from public;
create constraint trigger payment_allocations_add_up after insert on payment_allocations deferrable initially deferred
    for each row execute function check_payment();
create constraint trigger invoices_add_up after update of paid_minor on invoices deferrable initially deferred
    for each row when (old.paid_minor <> new.paid_minor) execute function check_payment();
