-- Tables that came after the loops of 000410 and 000610: nothing new in them points at somebody who was erased. Why: docs/adr/0036.
create trigger the_erased_are_left_alone after insert on kept_forms referencing new table as added
    for each statement execute function refuse_the_erased('users', 'user_id');
create trigger the_erased_are_left_alone after insert on form_keys referencing new table as added
    for each statement execute function refuse_the_erased('users', 'user_id');
create trigger the_erased_are_left_alone after insert on payment_reversals referencing new table as added
    for each statement execute function refuse_the_erased('users', 'reversed_by');
-- Of somebody who was erased an export may be asked for; by them it may not.
create trigger the_erased_are_left_alone after insert on data_exports referencing new table as added
    for each statement execute function refuse_the_erased('users', 'requested_by');
create trigger the_erased_are_left_alone after insert on invoice_sendings referencing new table as added
    for each statement execute function refuse_the_erased('users', 'asked_by');
