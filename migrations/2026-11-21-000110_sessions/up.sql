-- Sessions as their owner sees them: each with a name of its own, how far it has come, and when its owner last proved to be there.

alter table sessions
    add column id uuid not null default gen_random_uuid(),
    add column stage text not null default 'whole' check (stage in ('whole', 'factor', 'enrolment')),
    add column proven_at timestamptz not null default now(),
    add column device_id uuid,
    add column seen_address text not null default '',
    add column warned_at timestamptz;
comment on column sessions.id is 'What pages call it; the token''s hash never leaves the database.';
comment on column sessions.stage is
    'whole: signed in. factor: the password was right, a second factor is still asked for. enrolment: a factor must be set up first.';
comment on column sessions.proven_at is 'When its owner last showed a password or a factor. What is sensitive asks again after ten minutes.';
comment on column sessions.seen_address is 'Where it was last used from; address is where it was opened.';
comment on column sessions.warned_at is 'When its owner was told that it is used in a way one browser cannot: once is enough.';
create unique index sessions_named on sessions (studio_id, id);

create table devices (
    studio_id uuid not null,
    id uuid not null,
    user_id uuid not null,
    token_hash bytea not null check (octet_length(token_hash) = 32),
    agent text not null default '',
    failures integer not null default 0,
    locked_until timestamptz,
    created_at timestamptz not null default now(),
    last_seen_at timestamptz not null default now(),
    primary key (studio_id, id),
    unique (studio_id, user_id, token_hash),
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade
);
comment on table devices is
    'Browsers a person has signed in with. Each keeps its own count of wrong passwords, so that a stranger''s guesses cannot lock a person out of their own.';
comment on column devices.token_hash is 'SHA-256 of what the browser''s device cookie holds.';
call raise_wall('devices', null, '''system''');

alter table sessions add foreign key (studio_id, device_id) references devices (studio_id, id) on delete set null (device_id);
create index on sessions (studio_id, device_id);

-- Every instance closes the streams of a session that ends, or whose owner's place changes.
create function announce_session() returns trigger language plpgsql as $$
begin
    perform pg_notify('sessions', old.studio_id::text);
    return null;
end $$;
create trigger sessions_announce after delete or update of stage, token_hash on sessions
    for each row execute function announce_session();
create trigger users_announce after update of role, standing, client_id, state on users
    for each row execute function announce_session();

alter table passwords add column warned_at timestamptz;
comment on column passwords.warned_at is 'When its owner was last told of wrong passwords by strangers: at most once a day.';
