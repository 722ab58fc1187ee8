drop index users_invited_as;
alter table users drop column invited_as;
comment on table one_time_links is 'Links sent by mail. A GET shows them, only a POST uses them up; a newer one of the same purpose voids the older.';
alter table one_time_links drop column network, drop column known_browser;
alter table sessions drop column began_at;
