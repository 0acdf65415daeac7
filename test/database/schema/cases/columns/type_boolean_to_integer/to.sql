create table t (b smallint);
