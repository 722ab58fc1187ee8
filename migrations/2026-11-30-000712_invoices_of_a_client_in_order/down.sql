drop index if exists invoices_of_a_client_in_order;
