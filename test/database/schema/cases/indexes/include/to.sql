create table t (a integer, b text);
create unique index t_a on t (a) include (b);
