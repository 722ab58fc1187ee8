alter table clients drop constraint clients_marked_when_erased;
alter table users drop constraint users_marked_when_erased;

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

-- The sign stands in marks alone, wherever they are.
update users set name = substr(name, 2) where name like U&'\FFF9%';
update clients set name = substr(name, 2) where name like U&'\FFF9%';
update projects set name = substr(name, 2) where name like U&'\FFF9%';
update messages set body = substr(body, 2) where body like U&'\FFF9%';
update payment_reversals set reason = substr(reason, 2) where reason like U&'\FFF9%';
update mails set subject = substr(subject, 2), text_body = substr(text_body, 2) where html_body = '' and subject like U&'\FFF9%';
update mails set recipient_name = substr(recipient_name, 2) where recipient_name like U&'\FFF9%';

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
