-- Invitations are counted by the day: of a client, of all of them, and to an address.
create index invitations_made on one_time_links (studio_id, created_at) where purpose = 'invitation';
create index invitations_mailed on mails (studio_id, recipient, created_at) where kind in ('invitation', 'invited_elsewhere');
