-- The walls around every row (docs/ARCHITECTURE.md, "Two walls"). Each transaction tells Postgres who asks, by settings that end
-- with it; these functions read them, and answer null or false when nothing was said, so that silence shows nothing.

create function current_studio() returns uuid language sql stable parallel safe
    return nullif(current_setting('app.studio_id', true), '')::uuid;
create function current_user_id() returns uuid language sql stable parallel safe
    return nullif(current_setting('app.user_id', true), '')::uuid;
create function current_client() returns uuid language sql stable parallel safe
    return nullif(current_setting('app.client_id', true), '')::uuid;
create function asks_as(variadic roles text[]) returns boolean language sql stable parallel safe
    return coalesce(current_setting('app.role', true) = any (roles), false);

comment on function asks_as is
    'Roles: admin, staff, client, and system for background work and for the sign-in desk, which acts before anyone is known.';

-- Raises both walls on a table: a restrictive policy on the studio, a permissive one for those who work there and, where
-- client_sees is given, one that lets a client user read the rows for which it holds. What clients may write is said per table.
create procedure raise_wall(wall_around regclass, client_sees text default null, workers text default '''admin'', ''staff'', ''system''')
language plpgsql as $$
begin
    execute format('alter table %s enable row level security', wall_around);
    execute format('alter table %s force row level security', wall_around);
    execute format('alter table %s alter column studio_id set default current_studio()', wall_around);
    execute format(
        'create policy studio_wall on %s as restrictive using (studio_id = (select current_studio()))
            with check (studio_id = (select current_studio()))', wall_around);
    execute format(
        'create policy workers on %s using ((select asks_as(%s))) with check ((select asks_as(%s)))',
        wall_around, workers, workers);
    if client_sees is not null then
        execute format(
            'create policy client_sees on %s for select using ((select asks_as(''client'')) and (%s))', wall_around, client_sees);
    end if;
end $$;

-- For tables whose rows are evidence: what was written stays as it was written.
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
