create table t (b text);
insert into t values ('true');
