create table t (a integer, b integer);
create unique index t_ab on t (a, b) where b > 0;
