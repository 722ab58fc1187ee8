-- Nothing is told of somebody erased that tells from where they tried to come in, however long a request waited. Why: docs/adr/0034.

create or replace function sign_entry() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if asks_as('system') then
        -- Nobody was known yet: what is kept is the address and the browser of whoever tried. Waits for an erasure under way.
        if new.subject_kind = 'user' and new.subject_id is not null
            and (new.facts ? 'address_hash' or new.actor_id is null and (new.address, new.agent) <> ('', '')) then
            perform from users u where u.studio_id = new.studio_id and u.id = new.subject_id for key share;
            if exists (select from users u where u.studio_id = new.studio_id and u.id = new.subject_id and u.erased_at is not null) then
                raise exception 'an entry tells from where somebody erased came' using errcode = 'restrict_violation', constraint = 'erased';
            end if;
        end if;
        return new;
    end if;
    if new.kind in ('user.erased', 'client.erased', 'audit.blanks_counted', 'audit.cut') then
        raise exception 'an entry about % is the system''s to write', new.kind using errcode = 'insufficient_privilege';
    end if;
    new.actor_name := coalesce((select name from users where studio_id = new.studio_id and id = current_user_id()), '');
    return new;
end $$;
