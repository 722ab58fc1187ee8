-- Print is priced by fractions of a cent: 5,000 labels at 0.0255. The release before writes whole minor units and leaves the fraction at
-- its default, which is right for what it writes. A constant default touches no row.
alter table invoice_lines add column unit_price_fraction numeric(4, 4) not null default 0
    check (unit_price_fraction >= 0 and unit_price_fraction < 1);
comment on column invoice_lines.unit_price_minor is 'The whole minor units of the price of one.';
comment on column invoice_lines.unit_price_fraction is
    'The fraction of a minor unit on top of unit_price_minor: 0.55 beside 2 is a price of 0.0255 EUR.';
