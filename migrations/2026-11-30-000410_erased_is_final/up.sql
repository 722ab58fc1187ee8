-- What was erased stays erased, whatever was under way: its row changes no more, and nothing new points at it. Why: docs/adr/0022.

-- The row of an erased person or client. Figures that triggers keep of a client still move.
create function keep_erased() returns trigger language plpgsql as $$
declare
    figures text[] := array['people_count', 'project_count'];
begin
    if old.erased_at is not null and to_jsonb(new) - figures is distinct from to_jsonb(old) - figures then
        raise exception '% was erased', tg_table_name using errcode = 'restrict_violation', constraint = 'erased';
    end if;
    if old.erased_at is null and new.erased_at is not null and not asks_as('system') then
        raise exception 'this is the system''s to do' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger users_stay_erased before update on users for each row execute function keep_erased();
create trigger clients_stay_erased before update on clients for each row execute function keep_erased();

-- What points at them. Its arguments are pairs: users or clients, and the column that points there. A statement's trigger runs after the
-- foreign keys of its rows, which wait for an erasure under way; so an erasure that came first is seen here.
create function refuse_the_erased() returns trigger language plpgsql as $$
declare
    refused boolean;
begin
    for at in 0 .. tg_nargs - 1 by 2 loop
        execute format('select exists (select from added a join %I e on e.studio_id = a.studio_id and e.id = a.%I where e.erased_at is not null)',
            tg_argv[at], tg_argv[at + 1]) into refused;
        if refused then
            raise exception '% points at what was erased', tg_table_name using errcode = 'restrict_violation', constraint = 'erased';
        end if;
    end loop;
    return null;
end $$;
comment on function refuse_the_erased is
    'For tables that people sign, or that are about somebody. Books, events and exports of an erased client may still be written.';
create index users_erased on users (studio_id, id) where erased_at is not null;
create index clients_erased on clients (studio_id, id) where erased_at is not null;

do $$
declare
    pointing record;
begin
    for pointing in
        select k.conrelid::regclass as from_table, string_agg(distinct format('%L, %L', k.confrelid::regclass, a.attname), ', ') as pairs
        from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[array_length(k.conkey, 1)]
        where k.contype = 'f' and (
            -- An export of what is left may be asked for; the figures are kept by triggers.
            k.confrelid = 'users'::regclass and k.conrelid not in ('data_exports'::regclass, 'messages_seen'::regclass)
            or k.confrelid = 'clients'::regclass and k.conrelid in ('users'::regclass, 'client_codes'::regclass, 'registrations'::regclass,
                'projects'::regclass, 'conversations'::regclass, 'milestones'::regclass, 'messages'::regclass, 'files'::regclass))
        group by k.conrelid
    loop
        execute format('create trigger the_erased_are_left_alone after insert on %s referencing new table as added
            for each statement execute function refuse_the_erased(%s)', pointing.from_table, pointing.pairs);
    end loop;
end $$;
create trigger the_erased_are_left_alone after insert on audit_entries referencing new table as added
    for each statement execute function refuse_the_erased('users', 'actor_id');

-- Addresses that somebody had before the one they have, by their keyed hashes: an erasure finds by them what was written to those.
create table former_addresses (
    studio_id uuid not null,
    user_id uuid not null,
    address_hash text not null check (length(address_hash) = 64),
    primary key (studio_id, user_id, address_hash),
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade
);
comment on table former_addresses is 'Kept until their owner is erased, and longer than any mail to them: see address_hash.';
call raise_wall('former_addresses', null, '''system''');
create trigger the_erased_are_left_alone after insert on former_addresses referencing new table as added
    for each statement execute function refuse_the_erased('users', 'user_id');

create function keep_former_address() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into former_addresses (studio_id, user_id, address_hash) values (current_studio(), old.id, address_hash(old.email))
        on conflict do nothing;
    return null;
end $$;
revoke execute on function keep_former_address() from public;
-- An address that ends so is nobody's: a stand-in's, or an erased person's.
create trigger users_leave_addresses after update of email on users for each row
    when (old.email <> new.email and new.erased_at is null and old.email not like '%.invalid') execute function keep_former_address();

-- Those that are known: what a change that came about led to, and where mails to them went. An address that was only asked for is left out.
alter table users no force row level security;
alter table email_changes no force row level security;
alter table mails no force row level security;
alter table studios no force row level security;
alter table former_addresses no force row level security;
insert into former_addresses (studio_id, user_id, address_hash)
    select distinct had.studio_id, had.user_id, encode(sha256(s.address_key || convert_to(lower(had.address), 'UTF8')), 'hex')
    from (
        select studio_id, user_id, email as address from email_changes where new_confirmed_at is not null and old_confirmed_at is not null
        union select studio_id, user_id, recipient from mails
            where user_id is not null and kind in ('invitation', 'security_notice', 'password_reset', 'password_changed', 'email_changed')
    ) had
    join users u on u.studio_id = had.studio_id and u.id = had.user_id
    join studios s on s.id = had.studio_id
    where u.erased_at is null and u.invited_as is null and had.address <> u.email and had.address not like '%.invalid'
        and not exists (select from users o where o.studio_id = had.studio_id and o.email = had.address);
alter table users force row level security;
alter table email_changes force row level security;
alter table mails force row level security;
alter table studios force row level security;
alter table former_addresses force row level security;

-- The hashes of somebody's addresses, but of those that are another's by now.
create function address_hashes_of(person uuid) returns setof text language sql stable as $$
    select address_hash(u.email) from users u where u.studio_id = current_studio() and u.id = person
    union
    select f.address_hash from former_addresses f where f.studio_id = current_studio() and f.user_id = person
        and not exists (select from users o where o.studio_id = f.studio_id and o.id <> person and address_hash(o.email) = f.address_hash)
$$;

create or replace function address_erased(facts jsonb, by_entry uuid) returns boolean language sql stable as $$
    select facts ? 'address_hash' and exists (
        select from people_erased(by_entry) erased (id) where facts ->> 'address_hash' in (select address_hashes_of(erased.id)))
$$;

create or replace function people_erased(by_entry uuid) returns setof uuid language sql stable as $$
    with meant as (
        select u.studio_id, u.id
        from audit_entries e
        join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id and p.waits
        join users u on u.studio_id = e.studio_id
            and case e.kind when 'user.erased' then u.id = e.subject_id when 'client.erased' then u.client_id = e.subject_id end
        where e.studio_id = current_studio() and e.id = by_entry)
    select id from meant
    union
    select s.id from meant m join users s on s.studio_id = m.studio_id and s.invited_as is not null
        and address_hash(s.invited_as) in (select address_hashes_of(m.id))
$$;
