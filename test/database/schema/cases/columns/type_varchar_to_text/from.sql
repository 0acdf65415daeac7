create table t (a varchar);
insert into t values ('abc');
