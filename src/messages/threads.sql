-- Conversations by their newest message, newest first. $1: the reader, $2: their client, if they have one, $3: below which message, $4: how many.
-- What is unread is what web/session.sql counts: of others, after the mark, after the reader's account was made.
select c.id, c.project_id, p.name as project, k.name as client, m.id as last_id, left(m.body, 160) as excerpt,
    m.created_at as said_at, u.name as sender, m.sender_id = $1 as is_own,
    (select count(*) from (
        select from messages n
        where n.studio_id = c.studio_id and n.conversation_id = c.id
            and n.id > coalesce(r.read_through, '00000000-0000-0000-0000-000000000000')
            and n.sender_id <> $1 and n.created_at > reader.created_at
        limit 100) unread) as unread
from conversations c
join projects p on p.studio_id = c.studio_id and p.id = c.project_id
join clients k on k.studio_id = c.studio_id and k.id = c.client_id
join users reader on reader.studio_id = c.studio_id and reader.id = $1
join lateral (
    select * from messages m where m.studio_id = c.studio_id and m.conversation_id = c.id order by m.id desc limit 1) m on true
join users u on u.studio_id = m.studio_id and u.id = m.sender_id
left join read_marks r on r.studio_id = c.studio_id and r.conversation_id = c.id and r.user_id = $1
where ($2 is null or c.client_id = $2) and ($3 is null or m.id < $3)
order by m.id desc
limit $4
