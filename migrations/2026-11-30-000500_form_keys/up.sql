-- A form that creates carries a key, made with the form. Sent twice (a double click, a second try on a slow line), it creates once.
create table form_keys (
    studio_id uuid not null references studios (id) on delete cascade,
    user_id uuid not null,
    key uuid not null,
    digest bytea not null check (octet_length(digest) = 32),
    created uuid,
    used_at timestamptz not null default now(),
    primary key (studio_id, user_id, key),
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade
);
comment on table form_keys is 'What forms that create have created. Swept after two days.';
comment on column form_keys.key is 'Made with the form, by the page that holds it.';
comment on column form_keys.digest is 'SHA-256 of what was asked for: the same key with other content creates nothing.';
comment on column form_keys.created is 'The id of what was created. Null only within the transaction that creates it.';
create index on form_keys (studio_id, used_at);
call raise_wall('form_keys', null, '''system''');
create policy read_own_form_keys on form_keys for select
    using ((select asks_as('admin', 'staff', 'client')) and user_id = (select current_user_id()));
create policy write_own_form_keys on form_keys for insert
    with check ((select asks_as('admin', 'staff', 'client')) and user_id = (select current_user_id()));
create policy change_own_form_keys on form_keys for update
    using ((select asks_as('admin', 'staff', 'client')) and user_id = (select current_user_id()));
