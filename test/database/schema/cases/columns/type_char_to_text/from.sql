create table t (a char(5));
