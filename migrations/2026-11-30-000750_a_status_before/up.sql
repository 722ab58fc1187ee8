-- A change of a project's status can be undone for ten minutes: it leads nowhere else than where the project stood.
alter table projects
    add column status_before text,
    add column status_changed_at timestamptz;
comment on column projects.status_before is 'Where the project stood before its last change of status. Null where that has been undone, or there was none.';
comment on column projects.status_changed_at is 'When that was.';
