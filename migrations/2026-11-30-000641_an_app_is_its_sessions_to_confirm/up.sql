-- What is half set up belongs to the session that began it, and is shown, confirmed and answered there alone: whoever knows a password and
-- waits in a sign-in of their own neither reads the key of the app that its owner is setting up, nor puts another in its place.

create table apps_to_confirm (
    studio_id uuid not null,
    session_id uuid not null,
    sealed bytea not null check (octet_length(sealed) between 40 and 120),
    primary key (studio_id, session_id),
    foreign key (studio_id, session_id) references sessions (studio_id, id) on delete cascade
);
comment on table apps_to_confirm is 'Secrets of authenticator apps that no code has confirmed yet. Each goes with its session.';
comment on column apps_to_confirm.sealed is 'As totp_secrets.sealed, where it goes once it counts.';
call raise_wall('apps_to_confirm', null, '''system''');

alter table passkey_ceremonies add column session_id uuid;
comment on column passkey_ceremonies.session_id is 'In which session a new passkey is asked for; null at sign-in. Not a key: it is gone after minutes.';
