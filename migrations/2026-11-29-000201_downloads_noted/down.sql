drop table download_marks;
