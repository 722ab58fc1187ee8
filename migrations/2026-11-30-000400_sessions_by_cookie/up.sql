-- A session is known by its cookie, which a renewal changes, and not by its id, which it keeps: a request that came with an older cookie,
-- or whose session has ended meanwhile by its age, writes nothing.
create function must_be_signed_in(session uuid, cookie text, person uuid, whole boolean, place text, client uuid, standing_there text,
    asked_from text, asked_at timestamptz, unused_since timestamptz)
    returns void language plpgsql as $$
begin
    -- Whoever erases this person waits until this transaction has ended (hold_for_erasure), or this for them, and then finds nobody. No row
    -- is locked: that would give the transaction its number here, and events are told in the order of those.
    perform pg_advisory_xact_lock_shared(hashtextextended(person::text, 410));
    if not exists (select from sessions s join users u on u.studio_id = s.studio_id and u.id = s.user_id
        where s.studio_id = (select current_studio()) and s.id = session and s.token_hash = decode(cookie, 'hex') and s.user_id = person
            and (not whole or s.stage = 'whole') and s.expires_at > asked_at and s.last_seen_at >= unused_since
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
comment on function must_be_signed_in(uuid, text, uuid, boolean, text, uuid, text, text, timestamptz, timestamptz) is
    'Raises an error that names this function as its constraint, where a session has ended or goes on under another cookie, its owner''s place is not the one that was read, or who works here asks from elsewhere.';

create function hold_for_erasure(person uuid) returns void language sql
    return pg_advisory_xact_lock(hashtextextended(person::text, 410));
comment on function hold_for_erasure is 'Waits until what somebody has sent has come to its end. What comes later waits, and finds them erased.';

-- The release before this one asks by the id alone; a later migration takes that away.

-- A browser that a phone lets in comes in with what the phone's session vouched with when it said yes, and not with what it is proven by now.
alter table sign_in_codes
    add column began_at timestamptz,
    add column proven_at timestamptz,
    add column session_ends_at timestamptz;
comment on column sign_in_codes.began_at is 'When the sign-in behind the phone''s session was, and proven_at when it was proven last, as it confirmed.';
comment on column sign_in_codes.session_ends_at is 'When the phone''s session ends: the new one ends then at the latest.';
