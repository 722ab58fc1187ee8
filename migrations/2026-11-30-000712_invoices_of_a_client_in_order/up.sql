-- As the migration before, of a client's invoices.
create index concurrently invoices_of_a_client_in_order on invoices (studio_id, client_id, (case when sent_at is null then 'infinity'::timestamptz else sent_at end), id);
