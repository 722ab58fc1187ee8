-- A session and its user, with what every page of theirs shows. Every request asks for it, so it takes one message to Postgres and not
-- three: the function itself says in which studio it looks, until the statement ends that calls it.
-- Unread messages are counted to 100 and no further (the page says 99+); triggers keep both sums.
-- `case` and not `coalesce`, of which Postgres is not sure that it leaks nothing: it would look through all sums.
create function session_of(studio uuid, token bytea, at timestamptz)
    returns table (studio_id uuid, user_id uuid, role text, client_id uuid, standing text, name text, email text, locale text, zone text,
        theme text, avatar_id uuid, id uuid, stage text, device_id uuid, address text, agent text, created_at timestamptz,
        last_seen_at timestamptz, began_at timestamptz, proven_at timestamptz, warned boolean, unread_messages bigint)
    language plpgsql stable as $$
#variable_conflict use_column
begin
    perform set_config('app.studio_id', studio::text, true), set_config('app.role', 'system', true), set_config('app.user_id', '', true),
        set_config('app.client_id', '', true), set_config('app.standing', '', true);
    return query select s.studio_id, s.user_id, u.role, u.client_id, u.standing, u.name, u.email, u.locale,
        coalesce(u.zone, here.zone), u.theme, u.avatar_id, s.id, s.stage, s.device_id, s.address, s.agent,
        s.created_at, s.last_seen_at, coalesce(s.began_at, s.created_at), s.proven_at, s.warned_at is not null,
        least(100, greatest(0,
            coalesce((select t.messages from message_totals t
                where t.studio_id = s.studio_id and t.reach = case when u.client_id is null then s.studio_id else u.client_id end), 0)
            - coalesce((select m.messages from messages_seen m where m.studio_id = s.studio_id and m.user_id = s.user_id), 0)))
    from sessions s
    join users u on u.studio_id = s.studio_id and u.id = s.user_id and u.state = 'active'
    join studios here on here.id = s.studio_id
    where s.token_hash = token and s.expires_at > at;
end $$;
comment on function session_of is
    'The session that a token opens in a studio. Called by itself, as a transaction of its own: it says who asks, as others do when they begin.';
