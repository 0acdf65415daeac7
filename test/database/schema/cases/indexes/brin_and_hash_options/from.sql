create table t (a integer, b text);
create index t_a on t using brin (a);
