-- What goes out is what its sender has seen: recipients, both parties' details, bank details. Why: docs/adr/0041.
alter table invoice_sendings add column shown text;
comment on column invoice_sendings.shown is 'What whoever sends it has seen of it, in digests. Null where it was put on its way by a release that did not look.';
