-- A session and its user, with what every page of theirs shows. $1: the token's hash, $2: now.
-- Unread messages are counted to 100 and no further (the page says 99+); triggers keep both sums.
-- `case` and not `coalesce`, of which Postgres is not sure that it leaks nothing: it would look through all sums.
select s.studio_id, s.user_id, u.role, u.client_id, u.standing, u.name, u.email, u.locale,
    coalesce(u.zone, studio.zone) as zone, u.theme, u.avatar_id, s.id, s.stage, s.device_id, s.address, s.agent,
    s.created_at, s.last_seen_at, coalesce(s.began_at, s.created_at) as began_at, s.proven_at, s.warned_at is not null as warned,
    least(100, greatest(0,
        coalesce((select t.messages from message_totals t
            where t.studio_id = s.studio_id and t.reach = case when u.client_id is null then s.studio_id else u.client_id end), 0)
        - coalesce((select m.messages from messages_seen m where m.studio_id = s.studio_id and m.user_id = s.user_id), 0))) as unread_messages
from sessions s
join users u on u.studio_id = s.studio_id and u.id = s.user_id and u.state = 'active'
join studios studio on studio.id = s.studio_id
where s.token_hash = $1 and s.expires_at > $2
