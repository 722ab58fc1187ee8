-- No amount is more than 10^12 minor units (Money::MOST in src/kernel/money.rs): sums of nine million of them still fit a bigint.
-- Not yet checked against the rows there are, which would lock them for as long as it takes: 000241 does that.
alter table invoices add constraint invoices_amounts_in_bounds check (
        subtotal_minor between -1000000000000 and 1000000000000
        and discount_minor between -1000000000000 and 1000000000000
        and discount_amount_minor between -1000000000000 and 1000000000000
        and tax_minor between -1000000000000 and 1000000000000
        and total_minor between -1000000000000 and 1000000000000
        and paid_minor between -1000000000000 and 1000000000000) not valid;
alter table invoice_lines add constraint invoice_lines_amounts_in_bounds check (
        unit_price_minor between -1000000000000 and 1000000000000
        and amount_minor between -1000000000000 and 1000000000000) not valid;
alter table payments add constraint payments_amounts_in_bounds check (
        amount_minor between -1000000000000 and 1000000000000) not valid;
alter table payment_allocations add constraint payment_allocations_amounts_in_bounds check (
        amount_minor between -1000000000000 and 1000000000000) not valid;
alter table projects add constraint projects_amounts_in_bounds check (
        budget_minor between -1000000000000 and 1000000000000) not valid;
