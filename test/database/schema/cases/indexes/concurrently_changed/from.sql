create table t (a integer, b integer);
create index t_a on t (a);
insert into t values (1, 2);
