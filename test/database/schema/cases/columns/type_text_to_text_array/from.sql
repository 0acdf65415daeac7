create table t (tags text);
insert into t values ('a'), (null);
