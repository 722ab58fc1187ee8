drop trigger users_announce on users;
drop trigger sessions_announce on sessions;
drop function announce_session();
alter table sessions drop column id, drop column stage, drop column proven_at, drop column device_id, drop column seen_address, drop column warned_at;
drop table devices;
alter table passwords drop column warned_at;
