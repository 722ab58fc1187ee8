-- The trash is emptied, bytes nobody points at are swept away, and a client's details know their edits.

alter table clients add column revision integer not null default 1;
comment on column clients.revision is 'Counts edits, as projects.revision does.';

create index on files (studio_id, deleted_at) where deleted_at is not null;
comment on column files.deleted_at is 'In the trash since then; after 30 days it is removed with its versions and their bytes.';

-- What may point at a blob is looked through before one is swept away, and again when it is deleted.
create index on invoices (studio_id, pdf_blob_id) where pdf_blob_id is not null;
create index on mail_attachments (studio_id, blob_id);
create index on blobs (studio_id, completed_at) where completed_at is not null;

create function give_up_stray_blobs(complete_before timestamptz) returns void language plpgsql as $$
declare
    unless_pointed_at text;
begin
    select coalesce(string_agg(format(
            ' and not exists (select from %s p where p.studio_id = b.studio_id and p.%I = b.id)', c.conrelid::regclass, a.attname), ''), '')
        into unless_pointed_at
        from pg_constraint c
        cross join unnest(c.conkey, c.confkey) as k (pointing, pointed_at)
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.pointing
        join pg_attribute i on i.attrelid = c.confrelid and i.attnum = k.pointed_at and i.attname = 'id'
        where c.contype = 'f' and c.confrelid = 'blobs'::regclass and c.conrelid <> 'blob_chunks'::regclass;
    execute 'update blobs b set completed_at = null, sha256 = null where b.completed_at < $1' || unless_pointed_at
        using complete_before;
end $$;
comment on function give_up_stray_blobs is
    'Makes complete blobs that nothing points at unfinished, so that the sweep removes them. What may point at one is asked of the foreign keys themselves, so that no table can be forgotten.';
