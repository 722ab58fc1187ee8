-- Whether this database is a copy of another one, restored to try something: then no mail leaves it. `bin/restore --trial` sets it, also in a
-- copy of an earlier release, which has no such column yet.
alter table studios add column if not exists trial_since timestamptz;
comment on column studios.trial_since is 'Null, but in a copy that was restored for a trial: then mail stays in the outbox.';
