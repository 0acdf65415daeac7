create table t (b boolean);
insert into t values (true), (null);
