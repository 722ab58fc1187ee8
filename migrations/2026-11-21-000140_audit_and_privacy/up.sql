-- The audit becomes a chain that tells when it was touched; people's data can be taken along and erased, and goes when its time is over.
-- Why it is so: docs/adr/0014-the-audit-chain.md and 0016-erasure.md.

-- The audit -------------------------------------------------------------------------------------------------------------------

-- What may have to be forgotten (who, from where, the facts) stands apart from what is chained. The chained entry holds a salted hash of
-- each part: while the part is there it cannot be altered unseen; once it is erased with its salt, the hash tells nothing of it.
create table audit_particulars (
    studio_id uuid not null references studios (id) on delete cascade,
    entry_id uuid not null,
    who_salt bytea check (octet_length(who_salt) = 32),
    actor_name text not null default '',
    address text not null default '',
    agent text not null default '',
    facts_salt bytea check (octet_length(facts_salt) = 32),
    facts jsonb not null default '{}',
    waits boolean not null default true,
    erased_by uuid,
    primary key (studio_id, entry_id)
);
comment on table audit_particulars is 'Of each audit entry, what may have to be erased one day. Points at nothing, like the entry.';
comment on column audit_particulars.who_salt is 'Null once name, address and agent are erased.';
comment on column audit_particulars.facts_salt is 'Null once the facts are erased.';
comment on column audit_particulars.waits is 'Not yet in the chain.';
comment on column audit_particulars.erased_by is 'The audit entry of the erasure that emptied this.';
create index audit_particulars_waiting on audit_particulars (studio_id, entry_id) where waits;
call raise_wall('audit_particulars', null, '''admin'', ''system''');
create policy everyone_is_recorded on audit_particulars for insert with check ((select asks_as('staff', 'client')));

-- A text and how long it is, so that two texts cannot be shifted against each other unseen.
create function measured(value text) returns bytea language sql immutable parallel safe
    return int4send(octet_length(convert_to(value, 'UTF8'))) || convert_to(value, 'UTF8');

-- Only an erasure empties, only the sealer marks; a part that is there stays as it was written.
create function keep_audit_particulars() returns trigger language plpgsql as $$
begin
    if not asks_as('system') then
        raise exception 'audit_particulars is kept' using errcode = 'restrict_violation';
    end if;
    if tg_op = 'DELETE' then
        if coalesce(current_setting('app.retention', true), '') <> 'audit' then
            raise exception 'audit_particulars is kept' using errcode = 'restrict_violation';
        end if;
        return old;
    end if;
    if new.who_salt is not null and (new.who_salt, new.actor_name, new.address, new.agent)
            is distinct from (old.who_salt, old.actor_name, old.address, old.agent)
        or new.facts_salt is not null and (new.facts_salt, new.facts) is distinct from (old.facts_salt, old.facts)
        or (new.who_salt is null and old.who_salt is not null or new.facts_salt is null and old.facts_salt is not null)
            and new.erased_by is null
        or new.waits and not old.waits then
        raise exception 'audit_particulars is kept' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;

alter table audit_entries
    add column who_seal bytea check (octet_length(who_seal) = 32),
    add column facts_seal bytea check (octet_length(facts_seal) = 32);
comment on column audit_entries.who_seal is 'Salted SHA-256 of name, address and agent, which stand in audit_particulars.';
comment on column audit_entries.facts_seal is 'Salted SHA-256 of the facts, which stand in audit_particulars.';

create function set_particulars_apart() returns trigger language plpgsql as $$
declare
    who_salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
    facts_salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
begin
    insert into audit_particulars (studio_id, entry_id, who_salt, actor_name, address, agent, facts_salt, facts)
        values (new.studio_id, new.id, who_salt, new.actor_name, new.address, new.agent, facts_salt, new.facts);
    new.who_seal := sha256(who_salt || measured(new.actor_name) || measured(new.address) || measured(new.agent));
    new.facts_seal := sha256(facts_salt || measured(new.facts::text));
    new.actor_name := '';
    new.address := '';
    new.agent := '';
    new.facts := '{}';
    return new;
end $$;
comment on column audit_entries.actor_name is 'Empty: set apart into audit_particulars by a trigger, as address, agent and facts are.';

-- The entries there are move as new ones will.
drop trigger audit_entries_are_kept on audit_entries;
alter table audit_entries no force row level security;
alter table audit_particulars no force row level security;
insert into audit_particulars (studio_id, entry_id, who_salt, actor_name, address, agent, facts_salt, facts)
    select studio_id, id, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), actor_name, address, agent,
        uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()), facts
    from audit_entries;
update audit_entries e set
    who_seal = sha256(p.who_salt || measured(p.actor_name) || measured(p.address) || measured(p.agent)),
    facts_seal = sha256(p.facts_salt || measured(p.facts::text)),
    actor_name = '', address = '', agent = '', facts = '{}'
    from audit_particulars p where p.studio_id = e.studio_id and p.entry_id = e.id;
alter table audit_entries force row level security;
alter table audit_particulars force row level security;

-- Kept, but for what the retention job removes when its time is over; two years are the least, whatever a studio sets.
create function keep_audit() returns trigger language plpgsql as $$
declare
    written timestamptz := case tg_op when 'DELETE' then
        coalesce((to_jsonb(old) ->> 'created_at')::timestamptz, (to_jsonb(old) ->> 'sealed_at')::timestamptz) end;
begin
    if tg_op = 'DELETE' and asks_as('system') and current_setting('app.retention', true) = 'audit'
        and written < now() - interval '730 days' then
        return old;
    end if;
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger audit_entries_are_kept before update or delete on audit_entries for each row execute function keep_audit();
create trigger audit_entries_are_not_emptied before truncate on audit_entries for each statement execute function refuse_change();
create trigger audit_entries_set_apart before insert on audit_entries for each row execute function set_particulars_apart();
create trigger audit_particulars_are_kept before update or delete on audit_particulars
    for each row execute function keep_audit_particulars();
create trigger audit_particulars_are_not_emptied before truncate on audit_particulars for each statement execute function refuse_change();
create index on audit_entries (studio_id, subject_kind, subject_id, id desc);
create index on audit_entries (studio_id, kind, id desc);
create index on audit_entries (studio_id, actor_id, id desc);

create table audit_seals (
    studio_id uuid not null references studios (id) on delete cascade,
    sequence bigint not null check (sequence >= 1),
    entry_id uuid not null,
    previous bytea not null check (octet_length(previous) = 32),
    hash bytea not null check (octet_length(hash) = 32),
    sealed_at timestamptz not null,
    primary key (studio_id, sequence),
    unique (studio_id, entry_id)
);
comment on table audit_seals is 'The chain: each entry of a studio''s audit in its place, with the hash of the one before it and its own.';
comment on column audit_seals.hash is 'SHA-256 over this row and every column of its entry; see src/audit/chain.rs.';
create trigger audit_seals_are_kept before update or delete on audit_seals for each row execute function keep_audit();
create trigger audit_seals_are_not_emptied before truncate on audit_seals for each statement execute function refuse_change();
call raise_wall('audit_seals', null, '''admin'', ''system''');

create table audit_checks (
    studio_id uuid primary key references studios (id) on delete cascade,
    checked_at timestamptz not null,
    through bigint not null,
    hash bytea check (octet_length(hash) = 32),
    erased bigint not null default 0,
    fault text,
    fault_sequence bigint,
    fault_entry uuid
);
comment on table audit_checks is 'What the last walk along the chain found.';
comment on column audit_checks.through is 'How far the chain was whole.';
comment on column audit_checks.fault is 'None: it was whole. Else which of the words of src/audit/verify.rs names it.';
call raise_wall('audit_checks', null, '''admin'', ''system''');

-- Privacy ---------------------------------------------------------------------------------------------------------------------

alter table users add column erased_at timestamptz;
comment on column users.erased_at is 'Since then a pseudonym: nothing in the row is of the person who had the account.';
alter table clients add column erased_at timestamptz;
comment on column clients.erased_at is 'Since then a pseudonym; what bookkeeping needs stands frozen in its invoices.';

create table data_exports (
    studio_id uuid not null references studios (id) on delete cascade,
    id uuid not null,
    user_id uuid,
    client_id uuid,
    requested_by uuid,
    blob_id uuid,
    size_bytes bigint not null default 0 check (size_bytes >= 0),
    created_at timestamptz not null default now(),
    ready_at timestamptz,
    expires_at timestamptz,
    primary key (studio_id, id),
    foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade,
    foreign key (studio_id, client_id) references clients (studio_id, id) on delete cascade,
    foreign key (studio_id, requested_by) references users (studio_id, id),
    foreign key (studio_id, blob_id) references blobs (studio_id, id),
    check ((user_id is null) <> (client_id is null)),
    check ((ready_at is null) = (blob_id is null))
);
comment on table data_exports is 'Everything about a person or a client, put together to be taken along. Kept until it expires.';
create index on data_exports (studio_id, created_at desc);
create index on data_exports (studio_id, blob_id) where blob_id is not null;
create index on data_exports (studio_id, user_id);
create index on data_exports (studio_id, client_id);
create index on data_exports (studio_id, requested_by);
call raise_wall('data_exports', null, '''admin'', ''system''');
create policy own_exports on data_exports for select using (user_id = (select current_user_id()));
create policy own_request on data_exports for insert with check (
    user_id = (select current_user_id()) and requested_by = (select current_user_id())
    and client_id is null and blob_id is null);

create table retention (
    studio_id uuid primary key references studios (id) on delete cascade,
    feed_days integer not null default 1095 check (feed_days between 30 and 7305),
    mail_days integer not null default 365 check (mail_days between 30 and 3653),
    session_days integer not null default 30 check (session_days between 1 and 365),
    link_days integer not null default 30 check (link_days between 1 and 365),
    export_days integer not null default 7 check (export_days between 1 and 30),
    audit_days integer not null default 3653 check (audit_days between 730 and 36525)
);
comment on table retention is 'How long what is kept, in days. A studio without a row keeps the defaults.';
comment on column retention.session_days is 'So long an ended session stays in the table.';
comment on column retention.link_days is 'So long a dead one-time link stays in the table.';
call raise_wall('retention', null, '''admin'', ''system''');

-- Erasure: what belongs to a person alone goes whole. Every table says so itself by a foreign key to users that cascades (sessions, passwords,
-- links, devices, factors, …), so a later one cannot be forgotten here.
create function forget_owned(person uuid) returns void language plpgsql as $$
declare
    owned record;
begin
    for owned in
        select k.conrelid::regclass as from_table, quote_ident(a.attname) as by_column
        from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[array_length(k.conkey, 1)]
        where k.contype = 'f' and k.confrelid = 'users'::regclass and k.confdeltype = 'c'
    loop
        execute format('delete from %s where studio_id = current_studio() and %s = $1', owned.from_table, owned.by_column) using person;
    end loop;
end $$;

-- A text with a name or an address replaced where it stands by itself: "Al" goes from "Al wrote", and "Always" stays.
create function without_mention(told text, mention text, instead text) returns text language sql immutable parallel safe
    return case when char_length(mention) < 2 then told else
        regexp_replace(told, '(?<![[:alnum:]])' || regexp_replace(mention, '([^[:alnum:][:space:]])', '\\\1', 'g') || '(?![[:alnum:]])',
            replace(instead, '\', '\\'), 'gi') end;
