drop table form_keys;
