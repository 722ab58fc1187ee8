-- Erasure finds what is a person's by ids, never by looking for their name in texts. Why: docs/adr/0022-erasure-by-id.md.

-- Mails ------------------------------------------------------------------------------------------------------------------------

-- No cascade: a mail stays in the outbox when its reader is erased, without what it said.
alter table mails
    add column user_id uuid,
    add column client_id uuid,
    add column about uuid[] not null default '{}',
    add foreign key (studio_id, user_id) references users (studio_id, id),
    add foreign key (studio_id, client_id) references clients (studio_id, id);
comment on column mails.user_id is 'Whose mail it is. Null: to an address that is no account''s, or written before this column was there.';
comment on column mails.client_id is 'The client whose business its text mentions.';
comment on column mails.about is 'Other people its text mentions: users, by id.';
create index on mails (studio_id, user_id);
create index on mails (studio_id, client_id) where client_id is not null;
create index mails_about_others on mails (studio_id, id) where about <> '{}';

alter table registrations
    add column user_id uuid,
    add foreign key (studio_id, user_id) references users (studio_id, id) on delete cascade;
comment on column registrations.user_id is 'The account that came of it: the row is erased with it, also after its address has changed.';
create index on registrations (studio_id, user_id);

-- What an erasure blanks -------------------------------------------------------------------------------------------------------

create table audit_blanks (
    studio_id uuid not null references studios (id) on delete cascade,
    entry_id uuid not null,
    part text not null check (part in ('who', 'facts')),
    erasure_id uuid not null,
    primary key (studio_id, entry_id, part)
);
comment on table audit_blanks is 'Each part of an audit entry that an erasure emptied. Points at nothing, like the entries.';
comment on column audit_blanks.erasure_id is 'The audit entry of the erasure. An entry audit.blanks_counted holds how many rows it has here, and a hash over them.';
create index on audit_blanks (studio_id, erasure_id);
call raise_wall('audit_blanks', null, '''admin'', ''system''');

create trigger audit_blanks_are_not_emptied before truncate on audit_blanks for each statement execute function refuse_change();

-- What was blanked so far, with one entry for each studio that counts it.
alter table audit_entries no force row level security;
alter table audit_particulars no force row level security;
alter table audit_blanks no force row level security;
insert into audit_blanks (studio_id, entry_id, part, erasure_id)
    select studio_id, entry_id, 'who', erased_by from audit_particulars where who_salt is null and erased_by is not null
    union all
    select studio_id, entry_id, 'facts', erased_by from audit_particulars where facts_salt is null and erased_by is not null;
insert into audit_entries (studio_id, id, kind, actor_name, facts)
    select studio_id,
        -- A version 7 id, so that it stands in the order of time as every other entry does.
        encode(set_byte(overlay(uuid_send(gen_random_uuid())
            placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1), 6,
            112 | get_byte(uuid_send(gen_random_uuid()), 6) & 15), 'hex')::uuid,
        'audit.blanks_counted', 'migration',
        jsonb_build_object('erasures', jsonb_object_agg(erasure_id, jsonb_build_object('parts', parts, 'sha256', sha256)))
    from (
        select studio_id, erasure_id, count(*) as parts,
            encode(sha256(string_agg(uuid_send(entry_id) || convert_to(part, 'UTF8'), ''::bytea order by entry_id, part)), 'hex') as sha256
        from audit_blanks group by studio_id, erasure_id
    ) counted
    group by studio_id;

-- From now on Postgres itself keeps the list. (The release before this one does not count it: what it erases in the minute between
-- migrating and starting anew is refused by the next migration, and asked for again.)
create function list_audit_blanks() returns trigger language plpgsql as $$
begin
    insert into audit_blanks (studio_id, entry_id, part, erasure_id)
        select new.studio_id, new.entry_id, blanked.part, new.erased_by
        from (values ('who', old.who_salt is not null and new.who_salt is null),
            ('facts', old.facts_salt is not null and new.facts_salt is null)) blanked (part, is_new)
        where blanked.is_new;
    return null;
end $$;
create trigger audit_particulars_list_blanks after update on audit_particulars for each row
    when (old.who_salt is not null and new.who_salt is null or old.facts_salt is not null and new.facts_salt is null)
    execute function list_audit_blanks();

-- Whose the mails and registrations are that there are -------------------------------------------------------------------------

alter table mails no force row level security;
alter table mail_attachments no force row level security;
alter table registrations no force row level security;
alter table email_changes no force row level security;
alter table users no force row level security;
alter table invoices no force row level security;

-- By the address an account has, had once and proved, or left: both addresses were told of a change in its own transaction.
update mails m set user_id = u.id from users u where u.studio_id = m.studio_id and u.email = m.recipient;
update mails m set user_id = c.user_id from email_changes c
    where m.user_id is null and c.studio_id = m.studio_id and c.email = m.recipient and c.new_confirmed_at is not null;
update mails m set user_id = left_behind.user_id
    from (select told.studio_id, told.recipient, e.actor_id as user_id, e.created_at
        from mails told join audit_entries e on e.studio_id = told.studio_id and e.created_at = told.created_at
        join users u on u.studio_id = e.studio_id and u.id = e.actor_id
        where told.kind = 'email_changed' and e.kind = 'email.changed') left_behind
    where m.user_id is null and m.studio_id = left_behind.studio_id and m.recipient = left_behind.recipient
        and m.created_at <= left_behind.created_at;

-- An invitation names who invites, and the letter about a newcomer names them: both have their audit entry of the same transaction.
update mails m set about = array[e.actor_id] from audit_entries e
    where e.studio_id = m.studio_id and e.created_at = m.created_at and e.actor_id is not null
        and (m.kind = 'invitation' and e.kind = 'user.invited' and e.subject_id = m.user_id
            or m.kind = 'registered' and e.kind = 'user.registered');
update mails m set client_id = u.client_id from users u
    where u.studio_id = m.studio_id and u.client_id is not null
        and (m.kind = 'invitation' and u.id = m.user_id or m.kind = 'registered' and u.id = any (m.about));
update mails m set client_id = i.client_id
    from mail_attachments a join invoices i on i.studio_id = a.studio_id and i.pdf_blob_id = a.blob_id
    where m.kind = 'invoice' and a.studio_id = m.studio_id and a.mail_id = m.id;
update mails m set client_id = r.client_id from registrations r
    where m.kind = 'registration' and r.studio_id = m.studio_id and r.email = m.recipient and r.created_at = m.created_at;

update registrations r set user_id = e.actor_id
    from audit_entries e join users u on u.studio_id = e.studio_id and u.id = e.actor_id
    where e.studio_id = r.studio_id and e.kind = 'user.registered' and e.created_at = r.used_at and r.used_at is not null;

alter table audit_entries force row level security;
alter table audit_particulars force row level security;
alter table audit_blanks force row level security;
alter table mails force row level security;
alter table mail_attachments force row level security;
alter table registrations force row level security;
alter table email_changes force row level security;
alter table users force row level security;
alter table invoices force row level security;

-- A text with a name cut out of it is asked for nowhere any more; `without_mention` goes with a later migration, for the version before
-- this one may still call it.
