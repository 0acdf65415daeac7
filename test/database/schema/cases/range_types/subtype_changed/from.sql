create type span as range (subtype = integer);
create table t (s span);
insert into t values ('[1,5)');
