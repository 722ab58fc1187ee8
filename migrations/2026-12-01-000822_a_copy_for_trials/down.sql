alter table studios drop column trial_since;
