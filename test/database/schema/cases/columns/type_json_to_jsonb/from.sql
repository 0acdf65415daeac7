create table t (j json);
insert into t values ('{"a": 1}');
