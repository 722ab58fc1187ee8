-- (studio_id, project_id, id desc) serves whatever this one serves. While both were there, a plan for any project took the smaller one, read all
-- invoices of the project and sorted them.
drop index invoices_studio_id_project_id_idx;
