-- SECRET_KEY may change: each password says which key went into it.

alter table passwords add column key_id bytea check (octet_length(key_id) = 8);
comment on column passwords.key_id is 'Which SECRET_KEY the hash was made with: eight bytes that follow from it. Null: the one of the time before this column.';
