-- A constraint that was checked cannot become one that was not, and need not.
select 1;
