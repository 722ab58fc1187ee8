comment on column invoice_lines.unit_price_minor is null;
alter table invoice_lines drop column unit_price_fraction;
