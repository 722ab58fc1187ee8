drop function forget_owned(uuid), without_mention(text, text, text);
drop table retention, data_exports;
alter table clients drop column erased_at;
alter table users drop column erased_at;
drop table audit_checks, audit_seals;
drop trigger audit_entries_set_apart on audit_entries;
drop trigger audit_entries_are_not_emptied on audit_entries;
drop trigger audit_entries_are_kept on audit_entries;
alter table audit_entries no force row level security;
alter table audit_particulars no force row level security;
update audit_entries e set actor_name = p.actor_name, address = p.address, agent = p.agent, facts = p.facts
    from audit_particulars p where p.studio_id = e.studio_id and p.entry_id = e.id;
alter table audit_entries force row level security;
drop table audit_particulars;
drop index audit_entries_studio_id_subject_kind_subject_id_id_idx, audit_entries_studio_id_kind_id_idx,
    audit_entries_studio_id_actor_id_id_idx;
alter table audit_entries drop column who_seal, drop column facts_seal;
create trigger audit_entries_are_kept before update or delete on audit_entries for each row execute function refuse_change();
drop function keep_audit(), keep_audit_particulars(), set_particulars_apart(), measured(text);
