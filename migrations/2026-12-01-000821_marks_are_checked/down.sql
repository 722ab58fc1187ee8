-- The checks go with 000820.
select 1;
