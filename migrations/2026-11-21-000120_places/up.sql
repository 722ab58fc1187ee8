-- Places: what people may change of themselves and of others, client codes and registrations, changes of address, pictures, and
-- how people wish to be told.

alter table users add column avatar_id uuid;
alter table users add foreign key (studio_id, avatar_id) references blobs (studio_id, id);
comment on column users.avatar_id is 'A square JPEG, made by us from what was uploaded; null shows initials.';
create index on users (studio_id, avatar_id) where avatar_id is not null;

-- A client's manager may close a colleague's account and change their standing, while it is open; their own place is others' to change.
create policy manager_keeps on users for update using (
    (select asks_as('client')) and role = 'client' and client_id = (select current_client()) and state <> 'deactivated'
    and id <> (select current_user_id()) and (select current_setting('app.standing', true)) = 'manager')
    with check (role = 'client' and client_id = (select current_client()) and id <> (select current_user_id())
        and (select current_setting('app.standing', true)) = 'manager');

-- Row-level security knows no columns. Admins run the studio; anyone else changes of themselves what a profile is, of others a place.
create function keep_places() returns trigger language plpgsql as $$
declare
    theirs_to_change text[] := case
        when asks_as('admin', 'system') then null
        when old.id = current_user_id() then array['name', 'locale', 'zone', 'theme', 'avatar_id', 'last_seen_at']
        when asks_as('client') then array['standing', 'state']
        else array[]::text[] end;
begin
    if to_jsonb(old) - theirs_to_change <> to_jsonb(new) - theirs_to_change then
        raise exception 'this of users is not theirs to change' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger users_keep_their_places before update on users for each row execute function keep_places();

-- Invitations are counted by the day, also where a client's manager sends them.
create policy own_invitations on one_time_links for select using (
    purpose = 'invitation' and created_by = (select current_user_id()));
create index on one_time_links (studio_id, created_by, created_at);

create table client_codes (
    studio_id uuid not null,
    id uuid not null,
    client_id uuid not null,
    code text not null check (code ~ '^[A-HJ-NP-Z2-9]{4}(-[A-HJ-NP-Z2-9]{4}){3}$'),
    code_hash bytea not null check (octet_length(code_hash) = 32),
    made_by uuid not null,
    made_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    primary key (studio_id, id),
    unique (studio_id, client_id, id),
    unique (studio_id, code_hash),
    foreign key (studio_id, client_id) references clients (studio_id, id) on delete cascade,
    foreign key (studio_id, made_by) references users (studio_id, id)
);
comment on table client_codes is 'With its code a client''s people register themselves. Readable to staff, who read it out; see docs/adr.';
comment on column client_codes.code_hash is 'SHA-256 of the code: what a typed one is looked up by.';
create unique index client_codes_one_open on client_codes (studio_id, client_id) where revoked_at is null;
create index on client_codes (studio_id, made_by);
call raise_wall('client_codes');

create table registrations (
    studio_id uuid not null,
    token_hash bytea not null check (octet_length(token_hash) = 32),
    client_id uuid not null,
    code_id uuid not null,
    email text not null check (email = lower(email)),
    name text not null check (char_length(name) between 1 and 120),
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (studio_id, token_hash),
    foreign key (studio_id, client_id, code_id) references client_codes (studio_id, client_id, id) on delete cascade
);
comment on table registrations is
    'Who asked for an account with a client code and has not proven the address yet: nobody''s account, until the mailed link is used.';
create index on registrations (studio_id, email, created_at);
create index on registrations (studio_id, client_id, code_id);
call raise_wall('registrations', null, '''system''');

create table email_changes (
    studio_id uuid not null,
    id uuid not null,
    user_id uuid not null,
    email text not null check (email = lower(email)),
    new_hash bytea not null check (octet_length(new_hash) = 32),
    old_hash bytea not null check (octet_length(old_hash) = 32),
    new_confirmed_at timestamptz,
    old_confirmed_at timestamptz,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    ended_at timestamptz,
    primary key (studio_id, id),
    unique (studio_id, new_hash),
    unique (studio_id, old_hash),
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade
);
comment on table email_changes is 'A new address for an account; it becomes one when a link mailed to it and one mailed to the old are both used.';
comment on column email_changes.ended_at is 'When it was done, cancelled, or replaced by a newer one.';
create unique index email_changes_one_open on email_changes (studio_id, user_id) where ended_at is null;
call raise_wall('email_changes', null, '''system''');

create table notification_defaults (
    studio_id uuid not null,
    user_id uuid not null,
    kind text not null check (kind in ('messages', 'files', 'milestones', 'invoices')),
    pace text not null check (pace in ('at_once', 'daily', 'never')),
    primary key (studio_id, user_id, kind),
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade
);
comment on table notification_defaults is 'How soon a person is mailed of a kind of news; what is missing is at once.';
call raise_wall('notification_defaults', null, '''system''');
create policy own_defaults on notification_defaults
    using (user_id = (select current_user_id())) with check (user_id = (select current_user_id()));
