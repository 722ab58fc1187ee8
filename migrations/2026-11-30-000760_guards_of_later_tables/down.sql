drop trigger the_erased_are_left_alone on kept_forms;
drop trigger the_erased_are_left_alone on form_keys;
drop trigger the_erased_are_left_alone on payment_reversals;
drop trigger the_erased_are_left_alone on data_exports;
drop trigger the_erased_are_left_alone on invoice_sendings;
