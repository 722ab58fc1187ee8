-- What a mail holds that its kind and its ids do not tell: a link by which whoever reads it acts as its reader, and an address that may be,
-- or become, somebody else's than the reader's.
alter table mails
    add column one_time_link boolean,
    add column about_address text check (length(about_address) = 64);
comment on column mails.one_time_link is
    'Whether whoever reads it can act as its reader. Null where the release before wrote it, which is taken for yes.';
comment on column mails.about_address is
    'Keyed hash (address_hash) of an address that stands in it: when whoever has it is erased, the mail''s text goes.';

alter table mails no force row level security;
alter table email_changes no force row level security;
alter table studios no force row level security;
update mails set one_time_link = kind in ('invitation', 'password_reset', 'registration', 'email_change');
-- A change of address and its mails are written in one transaction, which has one time.
update mails m set about_address = encode(sha256(s.address_key || convert_to(lower(c.email), 'UTF8')), 'hex')
    from email_changes c join studios s on s.id = c.studio_id
    where m.studio_id = c.studio_id and m.kind = 'email_change' and m.user_id = c.user_id and m.created_at = c.created_at;
alter table mails force row level security;
alter table email_changes force row level security;
alter table studios force row level security;
create index mails_about_address on mails (studio_id, about_address) where about_address is not null;
