-- Drafts first, then by when they were sent, which is by number: of all invoices, and of a client's.
create index concurrently invoices_in_order on invoices (studio_id, coalesce(sent_at, 'infinity'::timestamptz), id);
