alter table passkey_ceremonies drop column session_id;
drop table apps_to_confirm;
