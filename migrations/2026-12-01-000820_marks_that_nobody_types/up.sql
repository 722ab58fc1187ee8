-- What stands in place of what was erased begins with a sign that no form takes in (U+FFF9): so nobody who calls themselves or a project like
-- a mark is taken for somebody who was erased. Why, and what becomes of the audit and of the feed: docs/adr/0043.
--
-- Which rows were erased their own columns say, and never their texts: erased_at of the person or the client, that the row was there before, and
-- of mails that they have no HTML, which every mail has that was not emptied.
alter table users disable trigger user;
alter table clients disable trigger user;
alter table projects disable trigger user;
alter table messages disable trigger user;
alter table payment_reversals disable trigger user;
alter table users no force row level security;
alter table clients no force row level security;
alter table projects no force row level security;
alter table messages no force row level security;
alter table payment_reversals no force row level security;
alter table mails no force row level security;

-- while the release before serves: rows that were erased change no more, so nobody waits for them.
update users set name = U&'\FFF9' || case role when 'client' then 'former-contact-' else 'former-colleague-' end || upper(right(id::text, 4))
    where erased_at is not null;
-- while the release before serves: as above.
update clients set name = U&'\FFF9former-client-' || upper(right(id::text, 4)) where erased_at is not null;
-- while the release before serves: as above.
update projects p set name = U&'\FFF9erased-project' from clients c
    where c.studio_id = p.studio_id and c.id = p.client_id and c.erased_at is not null;
-- while the release before serves: as above.
update messages m set body = U&'\FFF9[erased]' from users u
    where u.studio_id = m.studio_id and u.id = m.sender_id and u.erased_at is not null;
-- while the release before serves: as above.
update messages m set body = U&'\FFF9[erased]' from clients c
    where c.studio_id = m.studio_id and c.id = m.client_id and c.erased_at is not null;
-- What was taken back after its client was erased has a reason that somebody typed.
-- while the release before serves: as above.
update payment_reversals r set reason = U&'\FFF9[erased]' from clients c
    where c.studio_id = r.studio_id and c.id = r.client_id and r.reversed_at <= c.erased_at;
-- while the release before serves: nobody sends or changes a mail that was emptied.
update mails set subject = U&'\FFF9[erased]', text_body = U&'\FFF9[erased]' where html_body = '';
-- while the release before serves: as above.
update mails m set recipient_name = u.name from users u
    where u.studio_id = m.studio_id and u.email = m.recipient and u.erased_at is not null and m.created_at <= u.erased_at;
-- while the release before serves: as above.
update mails m set recipient_name = c.name from clients c
    where c.studio_id = m.studio_id and c.id = m.client_id and m.user_id is null and c.erased_at is not null and m.created_at <= c.erased_at
        and m.recipient = replace(c.id::text, '-', '') || '@erased.invalid';

alter table users force row level security;
alter table clients force row level security;
alter table projects force row level security;
alter table messages force row level security;
alter table payment_reversals force row level security;
alter table mails force row level security;
alter table users enable trigger user;
alter table clients enable trigger user;
alter table projects enable trigger user;
alter table messages enable trigger user;
alter table payment_reversals enable trigger user;

-- Only who was erased is called by a mark, and everybody who was is. The release before knows no such marks: an erasure that is asked of it after
-- this is refused as a whole, and is done by the release that follows.
alter table users add constraint users_marked_when_erased
    check (strpos(name, U&'\FFF9') = case when erased_at is null then 0 else 1 end) not valid;
alter table clients add constraint clients_marked_when_erased
    check (strpos(name, U&'\FFF9') = case when erased_at is null then 0 else 1 end) not valid;
