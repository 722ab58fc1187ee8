drop policy everyone_sees on retention;
alter table retention drop column trash_days;
