alter function keep_name_key() reset search_path;
