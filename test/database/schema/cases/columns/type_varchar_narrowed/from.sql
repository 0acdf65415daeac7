create table t (a varchar(20), b text);
insert into t values ('abc', 'def');
