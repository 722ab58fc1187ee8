create index clients_studio_id_lower_id_idx on clients (studio_id, lower(name), id);
drop index users_by_name;
drop index clients_by_name;
