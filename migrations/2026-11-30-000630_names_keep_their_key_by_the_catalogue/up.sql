-- As all our functions since 000480: the session's own tables are looked at last.
alter function keep_name_key() set search_path = pg_catalog, public, pg_temp;
