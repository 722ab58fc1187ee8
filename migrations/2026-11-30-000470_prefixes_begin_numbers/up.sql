-- What the settings took for a prefix, no number could begin with: then no invoice could be sent. Such a prefix was never used, so it is
-- brought into form: `2026` becomes `2026-`.
alter table studios disable trigger user;
alter table studios no force row level security;
update studios set revision = revision + 1, invoice_prefix = case when brought ~ '[0-9]$' then left(brought, 11) || '-' else brought end
    from (select id as of, left(regexp_replace(invoice_prefix, '[^A-Za-z0-9/._-]', '-', 'g'), 12) as brought from studios) forms
    where id = of and (invoice_prefix !~ '^[A-Za-z0-9/._-]{0,12}$' or invoice_prefix ~ '[0-9]$');
alter table studios force row level security;
alter table studios enable trigger user;
alter table studios add constraint studios_invoice_prefix_check
    check (invoice_prefix ~ '^[A-Za-z0-9/._-]{0,12}$' and invoice_prefix !~ '[0-9]$');
