alter table projects
    drop column status_before,
    drop column status_changed_at;
