alter table invoice_sendings drop column shown;
