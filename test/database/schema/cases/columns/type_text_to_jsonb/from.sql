create table t (j text);
insert into t values ('{"a": 1}');
