-- Applications with client codes are counted by the day.
create index registrations_made on registrations (studio_id, created_at);
