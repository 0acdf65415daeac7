create table t (a integer, b text);
insert into t values (1, 'a');
