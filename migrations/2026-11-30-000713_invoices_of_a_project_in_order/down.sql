drop index if exists invoices_of_a_project_in_order;
