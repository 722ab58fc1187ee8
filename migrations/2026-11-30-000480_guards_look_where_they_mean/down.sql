create or replace function outermost_call(context text) returns text language sql immutable parallel safe
    return case when context !~ '\mparameters?\M' then
        (regexp_match(regexp_replace(context, '^.*\n', ''), '^PL/pgSQL function ([a-z_]+)\('))[1] end;

do $$
declare
    named record;
begin
    for named in select p.oid::regprocedure as routine, p.prosecdef from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.proowner = current_user::regrole and p.prosqlbody is null
            and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    loop
        execute format(case when named.prosecdef then 'alter routine %s set search_path = public, pg_temp'
            else 'alter routine %s reset search_path' end, named.routine);
    end loop;
end $$;
