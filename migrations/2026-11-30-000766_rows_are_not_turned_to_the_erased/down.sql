drop function refuse_turning_to_the_erased() cascade;
