create table t (a integer[]);
create index t_a on t using gin (a);
