-- Figures that pages show and that were counted anew each time are kept where they change, and lists have an index that holds their
-- order: what a page reads does not grow with the studio's history. See docs/adr/0027-kept-figures.md.

-- Files -------------------------------------------------------------------------------------------------------------------------

alter table files add column latest_version_id uuid;
comment on column files.latest_version_id is 'Its newest version: what lists show it by. Kept by a trigger.';
create index on files (studio_id, project_id, latest_version_id desc) where deleted_at is null;
create index files_in_trash on files (studio_id, project_id, deleted_at desc, id desc) where deleted_at is not null;
create index files_in_trash_of_person on files (studio_id, project_id, created_by, deleted_at desc, id desc)
    where deleted_at is not null;

alter table projects add column file_count integer not null default 0;
comment on column projects.file_count is 'How many files it has, without those in the trash. Kept by a trigger.';

create function note_latest_version() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    studio uuid := current_studio();
    asker text := work_as('system');
begin
    update files set latest_version_id = new.id where studio_id = studio and id = new.file_id;
    perform work_as(asker);
    return null;
end $$;
create trigger file_versions_are_noted after insert on file_versions for each row execute function note_latest_version();

create function count_files() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    studio uuid := current_studio();
    asker text := work_as('system');
begin
    if tg_op <> 'INSERT' and old.deleted_at is null then
        update projects set file_count = file_count - 1 where studio_id = studio and id = old.project_id;
    end if;
    if tg_op <> 'DELETE' and new.deleted_at is null then
        update projects set file_count = file_count + 1 where studio_id = studio and id = new.project_id;
    end if;
    perform work_as(asker);
    return null;
end $$;
create trigger files_are_counted after insert or delete or update of deleted_at, project_id on files
    for each row execute function count_files();

-- Projects ----------------------------------------------------------------------------------------------------------------------

create table projects_in_status (
    studio_id uuid not null references studios (id) on delete cascade,
    status text not null,
    projects bigint not null default 0,
    primary key (studio_id, status)
);
comment on table projects_in_status is 'How many projects of each status there are, without archived ones. Kept by a trigger.';
call raise_wall('projects_in_status');

alter table clients
    add column people_count integer not null default 0,
    add column project_count integer not null default 0;
comment on column clients.people_count is 'How many of its people have or await an account. Kept by a trigger.';
comment on column clients.project_count is 'How many projects go on for it. Kept by a trigger.';

create function count_projects() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    studio uuid := current_studio();
    asker text := work_as('system');
begin
    if tg_op <> 'INSERT' and old.archived_at is null then
        update projects_in_status set projects = projects - 1 where studio_id = studio and status = old.status;
        update clients set project_count = project_count - 1
            where studio_id = studio and id = old.client_id and old.status not in ('completed', 'cancelled');
    end if;
    if tg_op <> 'DELETE' and new.archived_at is null then
        insert into projects_in_status (studio_id, status, projects) values (studio, new.status, 1)
            on conflict (studio_id, status) do update set projects = projects_in_status.projects + 1;
        update clients set project_count = project_count + 1
            where studio_id = studio and id = new.client_id and new.status not in ('completed', 'cancelled');
    end if;
    perform work_as(asker);
    return null;
end $$;
create trigger projects_are_counted after insert or delete or update of status, archived_at, client_id on projects
    for each row execute function count_projects();

create function count_people() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    studio uuid := current_studio();
    asker text;
begin
    if tg_op = 'UPDATE' and (old.state = 'deactivated') = (new.state = 'deactivated') and old.client_id is not distinct from new.client_id then
        return null;
    end if;
    asker := work_as('system');
    if tg_op <> 'INSERT' and old.state <> 'deactivated' then
        update clients set people_count = people_count - 1 where studio_id = studio and id = old.client_id;
    end if;
    if tg_op <> 'DELETE' and new.state <> 'deactivated' then
        update clients set people_count = people_count + 1 where studio_id = studio and id = new.client_id;
    end if;
    perform work_as(asker);
    return null;
end $$;
create trigger users_are_counted after insert or delete or update of state, client_id on users
    for each row execute function count_people();

create index projects_open on projects (studio_id, id desc) where archived_at is null;
create index projects_open_of_client on projects (studio_id, client_id, id desc) where archived_at is null;
create index projects_going_on on projects (studio_id, client_id, due_on, id desc)
    where archived_at is null and status not in ('completed', 'cancelled');
create index milestones_to_come on milestones (studio_id, due_on, position, id) where done_at is null and due_on is not null;
create index milestones_to_come_of_client on milestones (studio_id, client_id, due_on, position, id)
    where done_at is null and due_on is not null;

-- Money -------------------------------------------------------------------------------------------------------------------------

create table money_by_day (
    studio_id uuid not null references studios (id) on delete cascade,
    currency text not null,
    day date not null,
    received_minor bigint not null default 0,
    owed_minor bigint not null default 0,
    primary key (studio_id, currency, day)
);
comment on table money_by_day is 'What came in on a day, and what is still owed of invoices due on it. Kept by triggers.';
create index on money_by_day (studio_id, day);
create index money_owed on money_by_day (studio_id, day) where owed_minor <> 0;
call raise_wall('money_by_day');

create table project_money (
    studio_id uuid not null,
    project_id uuid not null,
    client_id uuid not null,
    currency text not null,
    net_minor bigint not null default 0,
    paid_minor bigint not null default 0,
    primary key (studio_id, project_id, currency),
    foreign key (studio_id, client_id, project_id) references projects (studio_id, client_id, id) on delete cascade
);
comment on table project_money is 'What was invoiced for a project and sent, before tax, and what was paid of it with tax. Kept by a trigger.';
call raise_wall('project_money', 'client_id = (select current_client())');

create function add_to_money_by_day(studio uuid, of_currency text, on_day date, received bigint, owed bigint) returns void
language sql as $$
    insert into money_by_day (studio_id, currency, day, received_minor, owed_minor) values (studio, of_currency, on_day, received, owed)
        on conflict (studio_id, currency, day) do update set
            received_minor = money_by_day.received_minor + excluded.received_minor, owed_minor = money_by_day.owed_minor + excluded.owed_minor
$$;

create function sum_invoice() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    studio uuid := current_studio();
    asker text := work_as('system');
begin
    if tg_op <> 'INSERT' and old.status = 'sent' then
        perform add_to_money_by_day(studio, old.currency, old.due_on, 0, -greatest(old.total_minor - old.paid_minor, 0));
        update project_money set net_minor = net_minor - (old.total_minor - old.tax_minor), paid_minor = paid_minor - old.paid_minor
            where studio_id = studio and project_id = old.project_id and currency = old.currency;
    end if;
    if tg_op <> 'DELETE' and new.status = 'sent' then
        perform add_to_money_by_day(studio, new.currency, new.due_on, 0, greatest(new.total_minor - new.paid_minor, 0));
        insert into project_money (studio_id, project_id, client_id, currency, net_minor, paid_minor)
            select studio, new.project_id, new.client_id, new.currency, new.total_minor - new.tax_minor, new.paid_minor
            where new.project_id is not null
            on conflict (studio_id, project_id, currency) do update set
                net_minor = project_money.net_minor + excluded.net_minor, paid_minor = project_money.paid_minor + excluded.paid_minor;
    end if;
    perform work_as(asker);
    return null;
end $$;
create trigger invoices_are_summed after insert or update or delete on invoices for each row execute function sum_invoice();

create function sum_payment() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
    studio uuid := current_studio();
    asker text := work_as('system');
begin
    if tg_op <> 'INSERT' then
        perform add_to_money_by_day(studio, old.currency, old.received_on, -old.amount_minor, 0);
    end if;
    if tg_op <> 'DELETE' then
        perform add_to_money_by_day(studio, new.currency, new.received_on, new.amount_minor, 0);
    end if;
    perform work_as(asker);
    return null;
end $$;
create trigger payments_are_summed after insert or update or delete on payments for each row execute function sum_payment();

create index invoices_open on invoices (studio_id, due_on, id) where status = 'sent' and paid_minor < total_minor;
create index invoices_open_of_client on invoices (studio_id, client_id, due_on, id) where status = 'sent' and paid_minor < total_minor;
create index on invoices (studio_id, project_id, id desc);

create index jobs_dead on jobs (studio_id, died_at desc, id desc) where died_at is not null;

-- What is there already ----------------------------------------------------------------------------------------------------------

create procedure set_figures() language plpgsql as $$
begin
    update files f set latest_version_id = (
        select v.id from file_versions v where v.studio_id = f.studio_id and v.file_id = f.id order by v.number desc limit 1);
    update projects p set file_count = (
        select count(*) from files f where f.studio_id = p.studio_id and f.project_id = p.id and f.deleted_at is null);
    insert into projects_in_status (studio_id, status, projects)
        select studio_id, status, count(*) from projects where archived_at is null group by studio_id, status;
    update clients c set
        people_count = (select count(*) from users u where u.studio_id = c.studio_id and u.client_id = c.id and u.state <> 'deactivated'),
        project_count = (select count(*) from projects p where p.studio_id = c.studio_id and p.client_id = c.id and p.archived_at is null
            and p.status not in ('completed', 'cancelled'));
    insert into money_by_day (studio_id, currency, day, received_minor, owed_minor)
        select studio_id, currency, day, sum(received), sum(owed) from (
            select studio_id, currency, received_on as day, amount_minor as received, 0 as owed from payments
            union all select studio_id, currency, due_on, 0, greatest(total_minor - paid_minor, 0) from invoices where status = 'sent') moved
        group by studio_id, currency, day;
    insert into project_money (studio_id, project_id, client_id, currency, net_minor, paid_minor)
        select studio_id, project_id, client_id, currency, sum(total_minor - tax_minor), sum(paid_minor)
        from invoices where status = 'sent' and project_id is not null group by studio_id, project_id, client_id, currency;
end $$;
comment on procedure set_figures is 'Counts and adds up anew where there are no figures yet, within the walls of who calls it. The triggers that keep them must be off.';
do $$
declare
    kept text;
    walled text[] := array['files', 'file_versions', 'projects', 'projects_in_status', 'clients', 'users', 'money_by_day', 'project_money',
        'payments', 'invoices'];
begin
    foreach kept in array walled loop
        execute format('alter table %s no force row level security', kept);
    end loop;
    alter table files disable trigger user;
    alter table projects disable trigger user;
    alter table clients disable trigger user;
    call set_figures();
    alter table files enable trigger user;
    alter table projects enable trigger user;
    alter table clients enable trigger user;
    foreach kept in array walled loop
        execute format('alter table %s force row level security', kept);
    end loop;
end $$;
revoke execute on function note_latest_version(), count_files(), count_projects(), count_people(), sum_invoice(), sum_payment()
    from public;
