-- As the two migrations before, of a project's invoices.
create index concurrently invoices_of_a_project_in_order on invoices (studio_id, project_id, (case when sent_at is null then 'infinity'::timestamptz else sent_at end), id);
