create table t (a integer, b integer, unique (a, b));
