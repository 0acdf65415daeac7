create table t (a integer);
create unique index t_a on t (a);
