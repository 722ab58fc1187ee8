drop index registrations_made;
