drop table mail_attachments, mails, jobs, audit_entries, events, payment_allocations, payments, invoice_lines, invoices,
    invoice_counters, read_marks, messages, conversations, file_downloads, file_versions, files, blob_chunks, blobs,
    milestones, projects, one_time_links, sessions, passwords, users, clients, project_types, studio_hosts, studios;
drop function announce_job();
drop function announce_event();
drop function freeze_sent_lines();
drop function freeze_sent_invoice();
