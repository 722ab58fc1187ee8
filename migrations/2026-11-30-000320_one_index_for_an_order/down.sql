create index on invoices (studio_id, project_id);
