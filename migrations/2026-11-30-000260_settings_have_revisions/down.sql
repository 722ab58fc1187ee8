drop index invitations_sent;
alter table retention drop column revision;
alter table milestones drop column revision;
alter table studios drop column addresses_revision, drop column revision;
