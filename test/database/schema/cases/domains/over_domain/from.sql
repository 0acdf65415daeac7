create domain one as integer check (value > 0);
create domain two as one;
create table t (n two);
