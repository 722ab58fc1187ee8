create or replace function people_erased(by_entry uuid) returns setof uuid language sql stable as $$
    with meant as (
        select u.studio_id, u.id, u.email
        from audit_entries e
        join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id and p.waits
        join users u on u.studio_id = e.studio_id
            and case e.kind when 'user.erased' then u.id = e.subject_id when 'client.erased' then u.client_id = e.subject_id end
        where e.studio_id = current_studio() and e.id = by_entry)
    select id from meant
    union
    select s.id from meant m join users s on s.studio_id = m.studio_id and s.invited_as = m.email
$$;

create or replace function address_erased(facts jsonb, by_entry uuid) returns boolean language sql stable as $$
    select facts ? 'address_hash' and exists (
        select from users u where u.studio_id = current_studio() and u.id in (select people_erased(by_entry))
            and facts ->> 'address_hash' = address_hash(u.email))
$$;

drop function address_hashes_of(uuid);
drop trigger users_leave_addresses on users;
drop function keep_former_address();
drop table former_addresses;
do $$
declare
    named record;
begin
    for named in select tgrelid::regclass as on_table from pg_trigger where tgname = 'the_erased_are_left_alone' loop
        execute format('drop trigger the_erased_are_left_alone on %s', named.on_table);
    end loop;
end $$;
drop index users_erased;
drop index clients_erased;
drop function refuse_the_erased();
drop trigger users_stay_erased on users;
drop trigger clients_stay_erased on clients;
drop function keep_erased();
