create table t (a integer, gone boolean);
create index t_a on t (a);
