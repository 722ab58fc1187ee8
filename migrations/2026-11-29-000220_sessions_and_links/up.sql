-- How long a session lasts counts from the sign-in behind it, also where another session vouched for it.
alter table sessions add column began_at timestamptz;
comment on column sessions.began_at is
    'When the sign-in behind it was: its own, or of the session that confirmed it from a phone. Null is created_at.';

-- Which mails with a link count against whom. Invitations have neither.
alter table one_time_links add column network text, add column known_browser boolean not null default false;
comment on column one_time_links.network is 'Where a reset was asked for: an IPv4 address, or an IPv6 /64.';
comment on column one_time_links.known_browser is 'Whether a reset was asked for in a browser that the person is known to use.';
comment on table one_time_links is
    'Links sent by mail. A GET shows them, only a POST uses them up; one that is used ends the others of its purpose.';

-- An invitation by a client''s manager to an address that somebody in the studio has already. To the manager it looks like any other.
alter table users add column invited_as text check (invited_as = lower(invited_as)),
    add check (invited_as is null or client_id is not null);
comment on column users.invited_as is
    'The address a client''s manager typed, where somebody else has it: this row''s own address is then nobody''s, and no link leads to it.';
create unique index users_invited_as on users (studio_id, client_id, invited_as) where invited_as is not null;

-- A manager's invitation goes to whom they invited; where somebody has that address already, another letter says so.
drop policy manager_invites on mails;
create policy manager_invites on mails for insert with check (
    (select asks_as('client')) and (select current_setting('app.standing', true)) = 'manager'
    and client_id = (select current_client())
    and exists (select from users u where u.studio_id = mails.studio_id and u.id = mails.user_id and u.client_id = (select current_client())
        and u.state = 'invited' and recipient = coalesce(u.invited_as, u.email)
        and mails.kind = case when u.invited_as is null then 'invitation' else 'invited_elsewhere' end));
