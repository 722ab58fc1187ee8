create or replace function check_mark()
returns trigger
language plpgsql
set search_path = pg_catalog, public, pg_temp
as $$
declare
    asker text[] := look_as_system(new.studio_id);
begin
    -- The entry is this transaction's, so it is among the latest of whom it is about, and not in the chain yet. It names the bytes: a
    -- version or a draft by its id, a sent invoice by its PDF, an export in its facts. What a search of the audit finds has no id.
    if not exists (
        select from (select e.* from audit_entries e where e.studio_id = new.studio_id and e.actor_id = new.user_id
            order by e.id desc limit 100) e
        join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id and p.waits
        where e.kind = new.kind and (
            e.subject_id::text = split_part(new.version, '/', 1)
            or p.facts ->> 'export' = new.version
            or e.subject_id is null and e.kind = 'audit.exported'
            or exists (select from invoices i
                where i.studio_id = e.studio_id and i.id = e.subject_id and i.pdf_blob_id::text = new.version))) then
        raise exception 'a download that is marked is in the audit' using errcode = 'restrict_violation';
    end if;
    asker := look_as_before(asker);
    return null;
end $$;
