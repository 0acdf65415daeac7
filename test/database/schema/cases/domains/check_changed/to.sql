create domain positive as integer constraint above check (value >= 0);
