create or replace function sign_entry() returns trigger language plpgsql as $$
begin
    if asks_as('system') then
        return new;
    end if;
    if new.kind in ('user.erased', 'client.erased', 'audit.blanks_counted', 'audit.cut') then
        raise exception 'an entry about % is the system''s to write', new.kind using errcode = 'insufficient_privilege';
    end if;
    new.actor_name := coalesce((select name from users where studio_id = new.studio_id and id = current_user_id()), '');
    return new;
end $$;
