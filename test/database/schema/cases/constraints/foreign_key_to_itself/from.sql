create table t (id integer primary key, parent integer);
insert into t values (1, 1);
