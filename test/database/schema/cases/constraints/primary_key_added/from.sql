create table t (id integer, b text);
insert into t values (1, 'a');
