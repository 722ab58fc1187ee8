drop function give_up_stray_blobs(timestamptz);
drop index blobs_studio_id_completed_at_idx;
drop index mail_attachments_studio_id_blob_id_idx;
drop index invoices_studio_id_pdf_blob_id_idx;
drop index files_studio_id_deleted_at_idx;
alter table clients drop column revision;
