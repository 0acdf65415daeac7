create table t (a varchar(10), b varchar(5));
