drop trigger files_have_their_key on files;
drop function keep_name_key();

-- As it was folded before: `ß` as `ss`, `ı` as `i`, each ligature as its letters. Where two files of a project would have one key, one has
-- it, and the other keeps its own.
create function file_name_key_before(name text) returns text language sql immutable return
    normalize(replace(lower(upper(name collate "und-x-icu")), 'ς', 'σ'), nfc);
alter table files no force row level security;
with changing as materialized (
    select studio_id, project_id, id, deleted_at is null as is_there, file_name_key_before(name) as key
    from files where name collate "C" ~ '[ßİıŉևᎠ-ᏽᲉẚᾀ-ῼꟋ-ꟚꟛꟜꭰ-ꮿﬀ-ﬗ]')
update files f set name_key = c.key
from changing c
where f.studio_id = c.studio_id and f.id = c.id and f.name_key <> c.key
    and not (c.is_there and (
        exists (select from files o where o.studio_id = c.studio_id and o.project_id = c.project_id and o.name_key = c.key
            and o.deleted_at is null and o.id <> c.id)
        or exists (select from changing o where o.studio_id = c.studio_id and o.project_id = c.project_id and o.key = c.key
            and o.is_there and o.id < c.id)));
alter table files force row level security;
drop function file_name_key_before(text);

drop function file_name_key(text);
comment on column files.name_key is 'The name folded to lower case: what decides whether an upload is a new version of this file.';
