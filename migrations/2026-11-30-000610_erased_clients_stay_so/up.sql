-- Nothing new is written about an erased client, by whatever way it belongs to it, and what is left of its work changes no more.
-- Why: docs/adr/0034.

-- Every table whose rows are a client's, but for its books, what is told of it (events, mails, exports), bytes, which nothing points at
-- yet, and what triggers keep. Before, only those with a foreign key to clients were asked.
do $$
declare
    of_client record;
begin
    for of_client in
        select c.oid::regclass as name, string_agg(distinct format('%L, %L', 'users', a.attname), ', ')
                filter (where a.attname is not null) as people
        from pg_class c
        join pg_attribute client on client.attrelid = c.oid and client.attname = 'client_id'
        left join pg_constraint k on k.conrelid = c.oid and k.contype = 'f' and k.confrelid = 'users'::regclass
        left join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[array_length(k.conkey, 1)]
        where c.oid = any (array['users', 'projects', 'milestones', 'conversations', 'messages', 'files', 'file_versions', 'file_downloads',
            'client_codes', 'registrations']::regclass[])
        group by c.oid
    loop
        execute format('create or replace trigger the_erased_are_left_alone after insert on %s referencing new table as added
            for each statement execute function refuse_the_erased(%s)', of_client.name,
            concat_ws(', ', '''clients'', ''client_id''', of_client.people));
    end loop;
end $$;

-- What is left of an erased client's work, without names. Whoever waited for the row while it was erased finds that here.
create function keep_erased_work() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
    if exists (select from clients c where c.studio_id = old.studio_id and c.id = old.client_id and c.erased_at is not null) then
        raise exception '% of an erased client stay as they are', tg_table_name using errcode = 'restrict_violation', constraint = 'erased';
    end if;
    return new;
end $$;
create trigger projects_stay_erased before update on projects for each row execute function keep_erased_work();
create trigger conversations_stay_erased before update on conversations for each row execute function keep_erased_work();
create trigger client_codes_stay_erased before update on client_codes for each row execute function keep_erased_work();
create trigger registrations_stay_erased before update on registrations for each row execute function keep_erased_work();
