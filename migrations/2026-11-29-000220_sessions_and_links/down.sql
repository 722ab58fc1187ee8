drop policy manager_invites on mails;
create policy manager_invites on mails for insert with check (
    (select asks_as('client')) and (select current_setting('app.standing', true)) = 'manager' and kind = 'invitation'
    and exists (select from users u where u.studio_id = mails.studio_id and u.client_id = (select current_client())
        and u.state = 'invited' and u.email = recipient));
drop index users_invited_as;
alter table users drop column invited_as;
comment on table one_time_links is 'Links sent by mail. A GET shows them, only a POST uses them up; a newer one of the same purpose voids the older.';
alter table one_time_links drop column network, drop column known_browser;
alter table sessions drop column began_at;
