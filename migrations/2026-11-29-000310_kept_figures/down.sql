drop procedure set_figures;
drop index files_in_trash, files_in_trash_of_person, jobs_dead, invoices_open, invoices_open_of_client, invoices_studio_id_project_id_id_idx, milestones_to_come,
    milestones_to_come_of_client, projects_going_on, projects_open, projects_open_of_client;
drop trigger payments_are_summed on payments;
drop trigger invoices_are_summed on invoices;
drop trigger users_are_counted on users;
drop trigger projects_are_counted on projects;
drop trigger files_are_counted on files;
drop trigger file_versions_are_noted on file_versions;
drop function sum_payment, sum_invoice, add_to_money_by_day, count_people, count_projects, count_files, note_latest_version;
drop table project_money, money_by_day, projects_in_status;
alter table clients drop column people_count, drop column project_count;
alter table projects drop column file_count;
alter table files drop column latest_version_id;
