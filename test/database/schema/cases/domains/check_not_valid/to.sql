create domain positive as integer;
create table t (n positive);
alter domain positive add constraint above check (value > 0) not valid;
