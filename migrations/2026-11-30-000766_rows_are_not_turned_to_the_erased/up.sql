-- Nor is a row that is there turned to somebody who was erased: signed by them, or given to them. Before, only new rows were looked at.
-- Why: docs/adr/0036.

create function refuse_turning_to_the_erased() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    asker text[] := look_as_system(new.studio_id);
    meant uuid;
    refused boolean;
begin
    -- After the foreign keys of the row, which wait for an erasure under way. What pointed there before may stay.
    for at in 0 .. tg_nargs - 1 by 2 loop
        meant := (to_jsonb(new) ->> tg_argv[at + 1])::uuid;
        if meant is distinct from (to_jsonb(old) ->> tg_argv[at + 1])::uuid then
            execute format('select exists (select from %I e where e.studio_id = $1 and e.id = $2 and e.erased_at is not null)', tg_argv[at])
                into refused using new.studio_id, meant;
            if refused then
                raise exception '% points at what was erased', tg_table_name using errcode = 'restrict_violation', constraint = 'erased';
            end if;
        end if;
    end loop;
    asker := look_as_before(asker);
    return null;
end $$;

-- On every table whose new rows are looked at, for the same columns.
do $$
declare
    guarded record;
    args text[];
    columns text;
begin
    for guarded in select tgrelid::regclass as name, encode(tgargs, 'escape') as pairs from pg_trigger where tgname = 'the_erased_are_left_alone' loop
        args := string_to_array(trim(trailing from replace(guarded.pairs, '\000', ' ')), ' ');
        select string_agg(quote_ident(args[at]), ', ') into columns from generate_series(2, array_length(args, 1), 2) at;
        execute format('create trigger the_erased_are_not_turned_to after update of %s on %s for each row execute function refuse_turning_to_the_erased(%s)',
            columns, guarded.name, (select string_agg(quote_literal(arg), ', ') from unnest(args) arg));
    end loop;
end $$;
