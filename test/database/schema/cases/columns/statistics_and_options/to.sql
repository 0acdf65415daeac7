create table t (a text, b integer);
alter table t alter column a set statistics 500, alter column b set (n_distinct = -0.5, n_distinct_inherited = 10);
