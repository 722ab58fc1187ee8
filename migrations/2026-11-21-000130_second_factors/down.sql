drop table passkey_ceremonies, passkeys, factor_tries, recovery_codes, totp_secrets;
alter table studios drop column factor_for_staff, drop column factor_for_clients;
