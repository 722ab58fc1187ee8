-- A draft that is begun while its client is erased waits for the erasure and is refused: what was sent is books and stays, a new draft is
-- about somebody who is gone. Why: docs/adr/0036.
create or replace trigger the_erased_are_left_alone after insert on invoices referencing new table as added
    for each statement execute function refuse_the_erased('clients', 'client_id', 'users', 'created_by', 'users', 'sent_by');
create or replace trigger the_erased_are_not_turned_to after update of client_id, created_by, sent_by on invoices
    for each row execute function refuse_turning_to_the_erased('clients', 'client_id', 'users', 'created_by', 'users', 'sent_by');
