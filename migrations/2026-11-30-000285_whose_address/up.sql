-- Who asks for an account, or tries one that nobody has, is known by an address alone, and no id tells whose entry that is once the
-- address has become somebody's. So the entry holds a keyed hash of it, by which an erasure finds it.
alter table studios add column address_key bytea not null
    default sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) check (octet_length(address_key) = 32);
comment on column studios.address_key is 'What addresses in the audit are hashed with: see address_hash.';

create function address_hash(address text) returns text language sql stable as $$
    select encode(sha256(address_key || convert_to(lower($1), 'UTF8')), 'hex') from studios where id = (select current_studio())
$$;
comment on function address_hash is 'By which an entry of the audit about an address is found again, without telling it.';

-- Whether facts are about the address of somebody whom an entry lets be erased.
create function address_erased(facts jsonb, by_entry uuid) returns boolean language sql stable as $$
    select facts ? 'address_hash' and exists (
        select from users u where u.studio_id = current_studio() and u.id in (select people_erased(by_entry))
            and facts ->> 'address_hash' = address_hash(u.email))
$$;

-- Whether the facts of an entry of the audit are about whom another lets be erased.
create or replace function facts_erased(entry uuid, by_entry uuid) returns boolean language sql stable as $$
    select exists (
        select from audit_entries e
        join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id
        where e.studio_id = current_studio() and e.id = entry
            and e.kind not in ('user.erased', 'client.erased', 'audit.blanks_counted', 'audit.cut') and (
            e.subject_id in (select people_erased(by_entry))
            or address_erased(p.facts, by_entry)
            or exists (select from mails m where m.studio_id = e.studio_id and m.id = e.subject_id
                and (m.user_id in (select people_erased(by_entry)) or m.client_id = client_erased(by_entry)))
            or file_name_erased(e.subject_id, by_entry)
            or exists (select from file_versions v where v.studio_id = e.studio_id and v.id = e.subject_id
                and (v.client_id = client_erased(by_entry) or file_name_erased(v.file_id, by_entry)))
            or e.subject_id = client_erased(by_entry)
            or p.facts ->> 'client_id' = client_erased(by_entry)::text
            or exists (select from projects o where o.studio_id = e.studio_id and o.id = e.subject_id
                and o.client_id = client_erased(by_entry))
            or exists (select from milestones o where o.studio_id = e.studio_id and o.id = e.subject_id
                and o.client_id = client_erased(by_entry))
            or exists (select from files o where o.studio_id = e.studio_id and o.id = e.subject_id
                and o.client_id = client_erased(by_entry))))
$$;

-- Who acted; or, where nobody was known yet, from where something was tried with their account or their address.
create or replace function erase_audit_who(entry uuid, by_entry uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform check_erasure(exists (
        select from audit_entries e where e.studio_id = current_studio() and e.id = entry
            and (e.actor_id in (select people_erased(by_entry))
                or e.actor_id is null and e.subject_id in (select people_erased(by_entry))
                    and e.kind not in ('user.erased', 'client.erased')
                or e.actor_id is null and exists (select from audit_particulars p
                    where p.studio_id = e.studio_id and p.entry_id = e.id and address_erased(p.facts, by_entry)))));
    update audit_particulars set who_salt = null, actor_name = '', address = '', agent = '', erased_by = by_entry
        where studio_id = current_studio() and entry_id = entry and entry_id <> by_entry;
end $$;
