-- Conversations by their newest message, newest first. $1: the reader, $2: below which message. What is unread is kept by triggers:
-- the migration unread_counts.
select c.id, c.project_id, p.name as project, k.name as client, m.id as last_id, left(m.body, 160) as excerpt,
    m.created_at as said_at, u.name as sender, m.sender_id = $1 as is_own,
    least(100, c.messages - coalesce(r.seen, 0)) as unread
from conversations c
join projects p on p.studio_id = c.studio_id and p.id = c.project_id
join clients k on k.studio_id = c.studio_id and k.id = c.client_id
join messages m on m.studio_id = c.studio_id and m.id = c.last_message_id
join users u on u.studio_id = m.studio_id and u.id = m.sender_id
left join read_marks r on r.studio_id = c.studio_id and r.conversation_id = c.id and r.user_id = $1
where c.last_message_id < $2
