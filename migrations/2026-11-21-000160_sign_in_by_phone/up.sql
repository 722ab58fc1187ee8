-- Signing in by phone: a browser shows a code, a signed-in phone scans it and confirms.

create table sign_in_codes (
    studio_id uuid not null,
    id uuid not null,
    asker_hash bytea not null check (octet_length(asker_hash) = 32),
    token_hash bytea not null check (octet_length(token_hash) = 32),
    state text not null default 'waiting' check (state in ('waiting', 'confirmed', 'refused', 'used')),
    number smallint not null check (number between 10 and 99),
    decoy smallint not null check (decoy between 10 and 99 and decoy <> number),
    other_decoy smallint not null check (other_decoy between 10 and 99 and other_decoy not in (number, decoy)),
    agent text not null default '',
    address text not null default '',
    user_id uuid,
    session_id uuid,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    primary key (studio_id, id),
    unique (studio_id, token_hash),
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade,
    check (state not in ('confirmed', 'used') or (user_id is not null and session_id is not null))
);
comment on table sign_in_codes is 'Browsers that ask to be signed in by a phone. Kept for an hour after they expired; what came of them is in the audit.';
comment on column sign_in_codes.asker_hash is 'SHA-256 of what the asking browser''s cookie holds: only that browser can go in.';
comment on column sign_in_codes.token_hash is 'SHA-256 of what the link in the picture holds; it is derived from the cookie, and the cookie cannot be told from it.';
comment on column sign_in_codes.number is 'What the asking browser shows; the phone offers it among two others.';
comment on column sign_in_codes.agent is 'The asking browser''s own name for itself; address is where it asked from.';
comment on column sign_in_codes.user_id is 'Who answered on the phone.';
comment on column sign_in_codes.session_id is 'The phone''s session (sessions.id). No foreign key: a session that is proven anew is a new row under the same id.';
create index on sign_in_codes (studio_id, user_id);
create index on sign_in_codes (studio_id, expires_at);
call raise_wall('sign_in_codes', null, '''system''');
