create table t (at bigint);
insert into t values (1767225600);
