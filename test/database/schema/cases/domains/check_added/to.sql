create domain positive as integer constraint above check (value > 0);
create table t (n positive);
