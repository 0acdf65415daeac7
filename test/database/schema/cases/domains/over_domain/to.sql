create domain one as integer check (value > 0);
create domain two as one check (value < 100);
create table t (n two);
