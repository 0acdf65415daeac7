create table t (at date);
