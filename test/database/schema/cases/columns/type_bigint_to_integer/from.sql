create table t (n bigint);
insert into t values (1), (2147483647);
