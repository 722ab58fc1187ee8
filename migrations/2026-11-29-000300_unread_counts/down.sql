drop procedure set_unread_counts;
drop trigger conversations_are_forgotten on conversations;
drop trigger users_begin_at_the_end on users;
drop trigger read_marks_are_counted on read_marks;
drop trigger read_marks_are_measured on read_marks;
drop trigger messages_are_counted on messages;
drop function forget_conversation, mark_all_before, count_seen, measure_mark, count_message, work_as;
drop table messages_seen, message_totals;
-- Marks of those who have read nothing say nothing to the release before.
delete from read_marks where read_through = '00000000-0000-0000-0000-000000000000';
alter table read_marks drop column seen, drop column unread_from;
alter table conversations drop column messages, drop column last_message_id;
