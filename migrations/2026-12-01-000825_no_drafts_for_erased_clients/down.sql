create or replace trigger the_erased_are_not_turned_to after update of created_by, sent_by on invoices
    for each row execute function refuse_turning_to_the_erased('users', 'created_by', 'users', 'sent_by');
create or replace trigger the_erased_are_left_alone after insert on invoices referencing new table as added
    for each statement execute function refuse_the_erased('users', 'created_by', 'users', 'sent_by');
