create table t (a integer, b integer, constraint a_is_positive check (a > 0), constraint ab_once unique (a, b));
create index t_b on t (b);
