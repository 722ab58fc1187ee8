-- What somebody sent after their session had ended, until they have signed in again.
create table kept_forms (
    studio_id uuid not null references studios (id) on delete cascade,
    id uuid not null,
    user_id uuid not null,
    path text not null check (length(path) <= 500),
    sealed bytea not null check (octet_length(sealed) <= 524288),
    kept_at timestamptz not null default now(),
    expires_at timestamptz not null,
    primary key (studio_id, id),
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade
);
comment on table kept_forms is 'Forms that came from pages of a session that had ended. For half an hour, for who was signed in there, three a person.';
comment on column kept_forms.path is 'Where the form goes.';
comment on column kept_forms.sealed is 'What was typed, without passwords, codes and tokens; sealed to the person.';
create index on kept_forms (studio_id, user_id, id);
create index on kept_forms (studio_id, expires_at);
call raise_wall('kept_forms', null, '''system''');
