create or replace function keep_session() returns trigger language plpgsql as $$
begin
    if new.expires_at <= old.expires_at and (new.studio_id, new.user_id, new.token_hash, new.created_at)
        = (old.studio_id, old.user_id, old.token_hash, old.created_at) then
        return new;
    end if;
    raise exception 'a session keeps its end and its owner' using errcode = 'restrict_violation';
end $$;
drop function must_be_signed_in;
