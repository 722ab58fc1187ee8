-- Drafts first, then by when they were sent, which is by number: of all invoices, and of a client's.
create index concurrently invoices_in_order on invoices (studio_id, (case when sent_at is null then 'infinity'::timestamptz else sent_at end), id);
