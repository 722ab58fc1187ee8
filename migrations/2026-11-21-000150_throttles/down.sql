alter table studios drop column allowed_addresses;
drop table throttles;
