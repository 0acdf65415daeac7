create table t (a bigint, b numeric, c varchar(9), d integer);
