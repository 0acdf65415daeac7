-- indexes: concurrent
create table t (a integer, b integer);
create index t_a on t (a, b);
