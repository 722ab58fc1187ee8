drop index invitations_mailed;
drop index invitations_made;
