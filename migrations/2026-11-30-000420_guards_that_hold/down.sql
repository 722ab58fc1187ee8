drop trigger invoices_add_up on invoices;
drop trigger payment_allocations_add_up on payment_allocations;
drop function check_payment();
drop trigger audit_entries_are_signed on audit_entries;
drop function sign_entry();
create or replace function keep_places() returns trigger language plpgsql as $$
declare
    theirs_to_change text[] := case
        when asks_as('system') then null
        when old.id = current_user_id() then array['name', 'locale', 'zone', 'theme']
        when asks_as('admin') then array['role', 'standing', 'state']
        when asks_as('client') then array['standing', 'state']
        else array[]::text[] end;
begin
    if to_jsonb(old) - theirs_to_change <> to_jsonb(new) - theirs_to_change then
        raise exception 'this of users is not theirs to change' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;

create or replace function outermost_call(context text) returns text language sql immutable parallel safe
    return (regexp_match(context, '(?:^|\s)([a-z_]+)\([^()]*\)[^()\n]*$'))[1];

