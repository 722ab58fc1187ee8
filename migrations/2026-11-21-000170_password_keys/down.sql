alter table passwords drop column key_id;
