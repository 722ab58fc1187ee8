-- Checks the rows there are, under a lock that lets others read and write. A row past the ceiling stops the deployment here, and the old
-- version goes on: such an amount is a mistake that a person has to look at.
alter table invoices validate constraint invoices_amounts_in_bounds;
alter table invoice_lines validate constraint invoice_lines_amounts_in_bounds;
alter table payments validate constraint payments_amounts_in_bounds;
alter table payment_allocations validate constraint payment_allocations_amounts_in_bounds;
alter table projects validate constraint projects_amounts_in_bounds;
