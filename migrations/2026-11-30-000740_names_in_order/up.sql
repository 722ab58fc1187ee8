-- Names stand where people look for them: Ärzte before Banane, apple beside Apple. The cluster itself compares bytes, so the order is named.
-- while the release before serves: a studio has hundreds of clients and people, so each of these takes milliseconds.
create index clients_by_name on clients (studio_id, name collate "und-x-icu", id);
-- while the release before serves: as above.
create index users_by_name on users (studio_id, (client_id is not null), name collate "und-x-icu", id);
drop index clients_studio_id_lower_id_idx;
