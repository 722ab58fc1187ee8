drop trigger download_marks_have_their_entry on download_marks;
drop function check_mark();
