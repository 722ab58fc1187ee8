alter table studios drop constraint studios_invoice_prefix_check;
