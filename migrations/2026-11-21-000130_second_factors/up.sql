-- Second factors: authenticator apps, recovery codes, passkeys, and of whom one is asked.

alter table studios
    add column factor_for_staff boolean not null default false,
    add column factor_for_clients boolean not null default false;
comment on column studios.factor_for_staff is 'Whether those who work here must have a second factor. A studio begins with yes; one from before this column keeps no until its admin decides.';
comment on column studios.factor_for_clients is 'Whether its clients'' people must have one.';

create table totp_secrets (
    studio_id uuid not null,
    user_id uuid not null,
    sealed bytea not null check (octet_length(sealed) between 40 and 120),
    last_step bigint not null default 0,
    created_at timestamptz not null default now(),
    confirmed_at timestamptz,
    primary key (studio_id, user_id),
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade
);
comment on column totp_secrets.sealed is 'The 160 bits that the app holds too, sealed to this studio, user and column: see src/accounts/factors/seal.rs.';
comment on column totp_secrets.last_step is 'The 30 second step whose code was used last; no code of it or before counts again.';
comment on column totp_secrets.confirmed_at is 'When a code proved that the app has the secret; null counts for nothing yet.';
call raise_wall('totp_secrets', null, '''system''');

create table recovery_codes (
    studio_id uuid not null,
    user_id uuid not null,
    code_hash bytea not null check (octet_length(code_hash) = 32),
    created_at timestamptz not null default now(),
    primary key (studio_id, user_id, code_hash),
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade
);
comment on table recovery_codes is 'What opens once in place of a second factor. A used one is deleted.';
comment on column recovery_codes.code_hash is 'SHA-256 of the code without its hyphens: 120 random bits need no slow hash.';
call raise_wall('recovery_codes', null, '''system''');

create table factor_tries (
    studio_id uuid not null,
    user_id uuid not null,
    failures integer not null default 0,
    locked_until timestamptz,
    primary key (studio_id, user_id),
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade
);
comment on table factor_tries is
    'Wrong codes in a row, over all sign-ins: the right password forgets wrong passwords, and must not forget these.';
call raise_wall('factor_tries', null, '''system''');

create table passkeys (
    studio_id uuid not null,
    id uuid not null,
    user_id uuid not null,
    credential_id bytea not null check (octet_length(credential_id) between 1 and 1023),
    fixed_state bytea not null,
    moving_state bytea not null,
    name text not null check (char_length(name) between 1 and 60),
    created_at timestamptz not null default now(),
    last_used_at timestamptz,
    primary key (studio_id, id),
    unique (studio_id, credential_id),
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade
);
comment on column passkeys.fixed_state is 'The public key and what was agreed on at registration, as webauthn_rp writes it.';
comment on column passkeys.moving_state is 'The signature counter and what else may change with each use, as webauthn_rp writes it.';
create index on passkeys (studio_id, user_id);
call raise_wall('passkeys', null, '''system''');

create table passkey_ceremonies (
    studio_id uuid not null references studios (id) on delete cascade,
    challenge bytea not null check (octet_length(challenge) = 16),
    user_id uuid,
    state bytea not null,
    expires_at timestamptz not null,
    primary key (studio_id, challenge),
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade
);
comment on table passkey_ceremonies is 'Challenges that wait for their one answer.';
comment on column passkey_ceremonies.user_id is 'Who registers a passkey; null where someone signs in.';
create index on passkey_ceremonies (expires_at);
call raise_wall('passkey_ceremonies', null, '''system''');
