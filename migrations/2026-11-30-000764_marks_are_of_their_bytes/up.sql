-- The entry that comes with a mark is about the same bytes, kind by kind: an entry about nothing, or of another kind's fact, is none.
-- Why: docs/adr/0036.
create or replace function check_mark() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
    asker text[] := look_as_system(new.studio_id);
begin
    -- The entry is this transaction's, so it is among the latest of whom it is about, and not in the chain yet.
    if not exists (
        select from (select e.* from audit_entries e where e.studio_id = new.studio_id and e.actor_id = new.user_id
            order by e.id desc limit 100) e
        join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id and p.waits
        where e.kind = new.kind and case e.kind
            when 'file.downloaded' then e.subject_id::text = new.version
            -- A draft by its id and revision, a sent one by its PDF.
            when 'invoice.downloaded' then new.version like e.subject_id::text || '/%' or exists (select from invoices i
                where i.studio_id = e.studio_id and i.id = e.subject_id and i.pdf_blob_id::text = new.version)
            when 'export.downloaded' then p.facts ->> 'export' = new.version and exists (select from data_exports x
                where x.studio_id = e.studio_id and x.id::text = new.version
                    and coalesce(x.user_id, x.client_id) is not distinct from e.subject_id)
            -- What a search of the audit finds has no id.
            when 'audit.exported' then e.subject_id is null
            else false end) then
        raise exception 'a download that is marked is in the audit' using errcode = 'restrict_violation';
    end if;
    asker := look_as_before(asker);
    return null;
end $$;
