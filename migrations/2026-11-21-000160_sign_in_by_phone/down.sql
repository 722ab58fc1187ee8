drop table sign_in_codes;
