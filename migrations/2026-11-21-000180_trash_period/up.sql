-- The trash has its period, like everything else that goes.

alter table retention add column trash_days integer not null default 30 check (trash_days between 1 and 365);
comment on column retention.trash_days is 'So long a deleted file can be brought back.';

-- Whoever deletes a file is told how long it can be brought back. How long what is kept is no secret.
create policy everyone_sees on retention for select using ((select asks_as('staff', 'client')));
