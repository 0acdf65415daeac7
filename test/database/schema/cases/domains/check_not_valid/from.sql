create domain positive as integer;
create table t (n positive);
insert into t values (-5);
