-- A session and its user, with what every page of theirs shows. $1: the token's hash, $2: now.
-- Unread messages are counted to 100 and no further: the page says 99+.
select s.studio_id, s.user_id, u.role, u.client_id, u.standing, u.name, u.email, u.locale,
    coalesce(u.zone, studio.zone) as zone, u.theme, u.avatar_id, s.id, s.stage, s.device_id, s.address, s.agent,
    s.created_at, s.last_seen_at, coalesce(s.began_at, s.created_at) as began_at, s.proven_at, s.warned_at is not null as warned,
    (select count(*) from (
        select from conversations c
        left join read_marks r on r.studio_id = c.studio_id and r.conversation_id = c.id and r.user_id = u.id
        join messages m on m.studio_id = c.studio_id and m.conversation_id = c.id
            and m.id > coalesce(r.read_through, '00000000-0000-0000-0000-000000000000')
        where (u.client_id is null or c.client_id = u.client_id) and m.sender_id <> u.id and m.created_at > u.created_at
        limit 100) unread) as unread_messages
from sessions s
join users u on u.studio_id = s.studio_id and u.id = s.user_id and u.state = 'active'
join studios studio on studio.id = s.studio_id
where s.token_hash = $1 and s.expires_at > $2
