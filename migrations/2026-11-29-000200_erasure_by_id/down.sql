drop trigger audit_particulars_list_blanks on audit_particulars;
drop function list_audit_blanks();
drop table audit_blanks;
alter table registrations drop column user_id;
alter table mails drop column user_id, drop column client_id, drop column about;
