drop index if exists invoices_in_order;
