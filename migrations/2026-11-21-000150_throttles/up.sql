-- How often someone asks, counted over all instances; and from where the studio's own people may come.

create unlogged table throttles (
    studio_id uuid not null references studios (id) on delete cascade,
    key text not null,
    window_number bigint not null,
    count bigint not null,
    primary key (studio_id, key)
);
comment on table throttles is 'Requests of a quarter of an hour, by who makes them. Unlogged: a crash forgets them, which is no harm.';
comment on column throttles.key is 'What is counted and of whom: an address, a user, or the whole studio.';
comment on column throttles.window_number is 'Quarters of an hour since 1970; a count of another quarter is over.';
create index on throttles (studio_id, window_number);
call raise_wall('throttles', null, '''system''');

alter table studios add column allowed_addresses text not null default '';
comment on column studios.allowed_addresses is
    'From which networks staff and admins may come, one CIDR range a line (IPv4 or IPv6); empty is from anywhere.';
