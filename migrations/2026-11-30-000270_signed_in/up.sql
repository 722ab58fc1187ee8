-- A request's rights are read before its body comes. Each transaction of somebody who is signed in begins with this question.
create function must_be_signed_in(session uuid, person uuid, whole boolean, place text, client uuid, standing_there text,
    asked_from text)
    returns void language plpgsql stable as $$
begin
    if not exists (select from sessions s join users u on u.studio_id = s.studio_id and u.id = s.user_id
        where s.studio_id = (select current_studio()) and s.id = session and s.user_id = person and (not whole or s.stage = 'whole')
            and u.state = 'active' and u.role = place and u.client_id is not distinct from client
            and u.standing is not distinct from standing_there) then
        raise exception 'this session has ended' using errcode = 'insufficient_privilege', constraint = 'must_be_signed_in';
    end if;
    if place in ('admin', 'staff') and not exists (select from studios s where s.id = (select current_studio())
        and (s.allowed_addresses = '' or asked_from <> '' and exists (
            select from regexp_split_to_table(s.allowed_addresses, '\s+') network where network <> '' and network::inet >>= asked_from::inet))) then
        raise exception 'nobody who works here comes from there' using errcode = 'insufficient_privilege', constraint = 'must_be_signed_in';
    end if;
end $$;
comment on function must_be_signed_in is
    'Raises an error that names this function as its constraint, where a session has ended, its owner''s place is not the one that was read, or who works here asks from elsewhere.';

-- A session goes on under a new cookie in its own row, so that one which was ended meanwhile stays ended. It ends no later for that,
-- unless it was not wholly in until now.
create or replace function keep_session() returns trigger language plpgsql as $$
begin
    if (new.expires_at <= old.expires_at or old.stage <> 'whole' and new.stage = 'whole'
            and new.expires_at <= coalesce(old.began_at, old.created_at) + interval '30 days')
        and (new.studio_id, new.user_id, new.id, new.created_at) = (old.studio_id, old.user_id, old.id, old.created_at)
        and new.began_at is not distinct from old.began_at then
        return new;
    end if;
    raise exception 'a session keeps its end and its owner' using errcode = 'restrict_violation';
end $$;
