-- Who was invited and has not come has no past here: another's scope opens no such account, by whatever steps, and an address that is
-- only invited does not keep the traces of whoever had it before from being erased.
alter table users add column joined_at timestamptz;
comment on column users.joined_at is 'When the account was first open. Null: invited, and not come yet.';

-- Whoever can sign in, or could until they were closed. The guards would take this for a change of somebody's place.
alter table users disable trigger user;
alter table users no force row level security;
alter table passwords no force row level security;
alter table passkeys no force row level security;
update users u set joined_at = created_at where erased_at is null and (state = 'active' or state = 'deactivated' and (
    last_seen_at is not null
    or exists (select from passwords p where p.studio_id = u.studio_id and p.user_id = u.id)
    or exists (select from passkeys p where p.studio_id = u.studio_id and p.user_id = u.id)));
alter table users force row level security;
alter table passwords force row level security;
alter table passkeys force row level security;
alter table users enable trigger user;

create function note_joining() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if new.state = 'active' and new.joined_at is null and asks_as('system') then
        new.joined_at := now();
    end if;
    return new;
end $$;
create trigger users_join before insert or update of state on users for each row execute function note_joining();

-- Whoever is invited comes by their own link, and a manager opens no account: a closed one that was open before is an admin's to open.
create or replace function keep_places() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
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
            and (new.state = 'active' and old.joined_at is null or asks_as('client') and new.state <> 'deactivated') then
        raise exception 'this of users is not theirs to change' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;

-- The hashes of somebody's addresses, but of those that are by now another's, who has come.
create or replace function address_hashes_of(person uuid) returns setof text language sql stable
set search_path = pg_catalog, public, pg_temp as $$
    select address_hash(u.email) from users u where u.studio_id = current_studio() and u.id = person
    union
    select f.address_hash from former_addresses f where f.studio_id = current_studio() and f.user_id = person
        and not exists (select from users o where o.studio_id = f.studio_id and o.id <> person and o.joined_at is not null
            and address_hash(o.email) = f.address_hash)
$$;
