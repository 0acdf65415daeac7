create table t (a integer, b integer, constraint t_check check (a > 0), constraint t_u unique (a, b));
create index one on t (b);
