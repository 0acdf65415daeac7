create table t (a integer, b bigint);
insert into t values (1, 2);
