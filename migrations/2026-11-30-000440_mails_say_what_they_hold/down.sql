alter table mails drop column one_time_link, drop column about_address;
