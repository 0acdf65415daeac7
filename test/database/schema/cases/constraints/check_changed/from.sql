create table t (a integer, constraint c check (a > 0));
insert into t values (1);
