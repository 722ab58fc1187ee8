-- An erasure empties many entries of the audit with one call, which works out once whom it is about. The release before this one asks that
-- for each entry anew (0.1 s each), so whoever had some hundred entries could not be erased within the time that a statement has.
-- Why: docs/adr/0034.

create function address_hash(address text, key bytea) returns text language sql immutable parallel safe
    return encode(sha256(key || convert_to(lower(address), 'UTF8')), 'hex');
comment on function address_hash(text, bytea) is 'The same with the studio''s address_key at hand: for many addresses.';

-- The hashes are looked up for all of them together, and only where a stand-in is there.
create or replace function people_erased(by_entry uuid) returns setof uuid language sql stable
set search_path = pg_catalog, public, pg_temp as $$
    with meant as materialized (
        select u.id
        from audit_entries e
        join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id and p.waits
        join users u on u.studio_id = e.studio_id
            and case e.kind when 'user.erased' then u.id = e.subject_id when 'client.erased' then u.client_id = e.subject_id end
        where e.studio_id = (select current_studio()) and e.id = by_entry)
    select id from meant
    union
    select s.id from users s where s.studio_id = (select current_studio()) and s.invited_as is not null
        and address_hash(s.invited_as) in (select hash from meant m, address_hashes_of(m.id) hash)
$$;

create function file_names_erased(by_entry uuid) returns boolean language sql stable set search_path = pg_catalog, public, pg_temp as $$
    select exists (
        select from audit_entries e join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id
        where e.studio_id = (select current_studio()) and e.id = by_entry
            and (e.kind = 'client.erased' or p.facts ->> 'file_names' = 'true'))
$$;
comment on function file_names_erased is 'Whether an entry lets the names of files be erased that its people began.';

-- Of these people, if one of these entries was found by an address.
create function address_hashes_among(entries uuid[], people uuid[]) returns text[] language sql stable
set search_path = pg_catalog, public, pg_temp as $$
    select case when exists (
        select from audit_particulars p
        where p.studio_id = (select current_studio()) and p.entry_id = any (entries) and p.facts ? 'address_hash')
    then array(select hash from unnest(people) person, address_hashes_of(person) hash) end
$$;

-- Who acted; or, where nobody was known yet, from where something was tried with their account or their address.
create function erase_audit_who(entries uuid[], by_entry uuid) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    people uuid[] := array(select people_erased(by_entry));
    hashes text[] := address_hashes_among(entries, people);
    by_address uuid[] := array(
        select p.entry_id from audit_particulars p
        where hashes is not null and p.studio_id = current_studio() and p.entry_id = any (entries)
            and p.facts ->> 'address_hash' = any (hashes));
begin
    perform check_erasure(not exists (
        select from audit_entries e
        where e.studio_id = current_studio() and e.id = any (entries) and (
            e.actor_id = any (people)
            or e.actor_id is null and e.subject_id = any (people) and e.kind not in ('user.erased', 'client.erased')
            or e.actor_id is null and e.id = any (by_address)) is not true));
    update audit_particulars set who_salt = null, actor_name = '', address = '', agent = '', erased_by = by_entry
        where studio_id = current_studio() and entry_id = any (entries) and entry_id <> by_entry;
end $$;
comment on function erase_audit_who(uuid[], uuid) is 'All of these entries or, where one is about somebody else, none.';

-- The facts of entries about whom another lets be erased, their mails and files, and a client's things.
create function erase_audit_facts(entries uuid[], by_entry uuid) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    people uuid[] := array(select people_erased(by_entry));
    hashes text[] := address_hashes_among(entries, people);
    client uuid := client_erased(by_entry);
    with_names boolean := file_names_erased(by_entry);
begin
    perform check_erasure(not exists (
        select from audit_entries e
        join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id
        where e.studio_id = current_studio() and e.id = any (entries) and p.entry_id = any (entries) and (
            e.kind not in ('user.erased', 'client.erased', 'audit.blanks_counted', 'audit.cut') and (
                e.subject_id = any (people)
                or p.facts ->> 'address_hash' = any (hashes)
                or e.subject_id = client
                or p.facts ->> 'client_id' = client::text
                or exists (select from mails m where m.studio_id = e.studio_id and m.id = e.subject_id
                    and (m.user_id = any (people) or m.client_id = client))
                or exists (select from files f where f.studio_id = e.studio_id and f.id = e.subject_id
                    and (f.client_id = client or with_names and f.created_by = any (people)))
                or exists (select from file_versions v join files f on f.studio_id = v.studio_id and f.id = v.file_id
                    where v.studio_id = e.studio_id and v.id = e.subject_id
                        and (v.client_id = client or with_names and f.created_by = any (people)))
                or exists (select from projects o where o.studio_id = e.studio_id and o.id = e.subject_id and o.client_id = client)
                or exists (select from milestones o where o.studio_id = e.studio_id and o.id = e.subject_id
                    and o.client_id = client))) is not true));
    update audit_particulars set facts_salt = null, facts = '{}', erased_by = by_entry
        where studio_id = current_studio() and entry_id = any (entries) and entry_id <> by_entry;
end $$;
comment on function erase_audit_facts(uuid[], uuid) is 'All of these entries or, where one is about somebody else, none.';

-- Facts are taken out of events by their names, so that none can be put in.
create function erase_event_facts(ids bigint[], named text[], by_entry uuid) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    people uuid[] := array(select people_erased(by_entry));
    with_names boolean := file_names_erased(by_entry);
begin
    perform check_erasure(not exists (
        select from events e where e.studio_id = current_studio() and e.id = any (ids) and (
            named <@ array['who', 'name', 'email'] and e.subject_id = any (people)
            or named <@ array['name'] and with_names and exists (
                select from files f where f.studio_id = e.studio_id and f.id = e.subject_id and f.created_by = any (people))) is not true));
    update events set facts = facts - named where studio_id = current_studio() and id = any (ids);
end $$;
comment on function erase_event_facts(bigint[], text[], uuid) is
    'Takes what names somebody, or a file of theirs, out of events about them: all of these or, where one is about somebody else, none.';
revoke execute on function erase_audit_who(uuid[], uuid), erase_audit_facts(uuid[], uuid), erase_event_facts(bigint[], text[], uuid) from public;

-- The release before this one names each entry by itself; a later migration takes those functions away.
