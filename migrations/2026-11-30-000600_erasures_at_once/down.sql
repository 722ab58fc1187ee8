drop function erase_audit_who(uuid[], uuid), erase_audit_facts(uuid[], uuid), erase_event_facts(bigint[], text[], uuid);
drop function address_hashes_among(uuid[], uuid[]);
drop function file_names_erased(uuid);

create or replace function people_erased(by_entry uuid) returns setof uuid language sql stable as $$
    with meant as (
        select u.studio_id, u.id
        from audit_entries e
        join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id and p.waits
        join users u on u.studio_id = e.studio_id
            and case e.kind when 'user.erased' then u.id = e.subject_id when 'client.erased' then u.client_id = e.subject_id end
        where e.studio_id = current_studio() and e.id = by_entry)
    select id from meant
    union
    select s.id from meant m join users s on s.studio_id = m.studio_id and s.invited_as is not null
        and address_hash(s.invited_as) in (select address_hashes_of(m.id))
$$;
drop function address_hash(text, bytea);
