-- A guard looks at the table that it names, and not at a temporary one of its caller's by that name; and it takes for a call what Postgres
-- writes of one, and nothing that a name can say. Why: docs/adr/0033.

-- Postgres looks for a table among the temporary ones first, unless the path says otherwise. `tests/portal/walls/catalogue.rs` asks this of
-- every function that a later migration brings. A body that was read when it was written (`return`) looks nothing up.
do $$
declare
    named regprocedure;
begin
    for named in select p.oid from pg_proc p where p.pronamespace = 'public'::regnamespace and p.proowner = current_user::regrole
        and p.prosqlbody is null and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    loop
        execute format('alter routine %s set search_path = pg_catalog, public, pg_temp', named);
    end loop;
end $$;

-- Which function a statement was called from, out of what Postgres says of the calls under way: its last line is the outermost call, where
-- all of it reads as Postgres writes one. A name that needs quotes has one on that line, wherever it is broken, so it names nothing.
create or replace function outermost_call(context text) returns text language sql immutable parallel safe
    return case when context !~ '\mparameters?\M' then (regexp_match(regexp_replace(context, '^.*\n', ''),
        '^PL/pgSQL function ([a-z_]+)\([a-z0-9_, \[\]]*\) line [0-9]+ at [A-Za-z/ ]+$'))[1] end;
