create domain d as integer default 1;
create table t (n d);
insert into t values (1);
