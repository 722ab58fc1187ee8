drop trigger projects_stay_erased on projects;
drop trigger conversations_stay_erased on conversations;
drop trigger client_codes_stay_erased on client_codes;
drop trigger registrations_stay_erased on registrations;
drop function keep_erased_work();

do $$
declare
    pointing record;
begin
    for pointing in select tgrelid::regclass as from_table from pg_trigger
        where tgname = 'the_erased_are_left_alone' and encode(tgargs, 'escape') like '%clients%'
    loop
        execute format('drop trigger the_erased_are_left_alone on %s', pointing.from_table);
    end loop;
    for pointing in
        select k.conrelid::regclass as from_table, string_agg(distinct format('%L, %L', k.confrelid::regclass, a.attname), ', ') as pairs
        from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[array_length(k.conkey, 1)]
        where k.contype = 'f'
            and not exists (select from pg_trigger t where t.tgrelid = k.conrelid and t.tgname = 'the_erased_are_left_alone')
            and (k.confrelid = 'users'::regclass and k.conrelid not in ('data_exports'::regclass, 'messages_seen'::regclass)
            or k.confrelid = 'clients'::regclass and k.conrelid in ('users'::regclass, 'client_codes'::regclass, 'registrations'::regclass,
                'projects'::regclass, 'conversations'::regclass, 'milestones'::regclass, 'messages'::regclass, 'files'::regclass))
        group by k.conrelid
    loop
        execute format('create trigger the_erased_are_left_alone after insert on %s referencing new table as added
            for each statement execute function refuse_the_erased(%s)', pointing.from_table, pointing.pairs);
    end loop;
end $$;
