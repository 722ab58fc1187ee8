-- Whoever reads bytes leaves one audit entry for each version and quarter of an hour, in however many parts and connections they come.

create table download_marks (
    studio_id uuid not null references studios (id) on delete cascade,
    user_id uuid not null,
    kind text not null,
    version text not null,
    quarter bigint not null,
    primary key (studio_id, user_id, kind, version, quarter),
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade
);
comment on table download_marks is 'Which downloads have their audit entry already. Swept after a day: the entry is what stays.';
comment on column download_marks.kind is 'The audit entry''s kind.';
comment on column download_marks.version is 'Which bytes: an id, where they may change with a revision, or a hash of what was asked for.';
comment on column download_marks.quarter is 'Quarters of an hour since 1970, in UTC.';
create index on download_marks (studio_id, quarter);
call raise_wall('download_marks', null, '''system''');
create policy own_downloads on download_marks for insert with check (
    (select asks_as('admin', 'staff', 'client')) and user_id = (select current_user_id()));
