-- Forms that change a row that is there say which edit of it they were filled from, so that a stale one puts nothing back unseen. The
-- release before does not count its edits: until it has gone, two that meet across the releases end as they did before.
alter table studios add column revision integer not null default 1, add column addresses_revision integer not null default 1;
comment on column studios.revision is 'Counts edits of what the studio says of itself.';
comment on column studios.addresses_revision is 'Counts edits of allowed_addresses, which has a form of its own.';
alter table milestones add column revision integer not null default 1;
comment on column milestones.revision is 'Counts edits of title, date and weight.';
alter table retention add column revision integer not null default 1;
comment on column retention.revision is 'Counts edits. A studio without a row stands at 0.';

-- The invitations one person was sent are counted before another is.
create index invitations_sent on events (studio_id, subject_id) where in_feed and kind = 'invitation.sent';
