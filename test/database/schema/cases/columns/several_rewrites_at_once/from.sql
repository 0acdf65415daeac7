create table t (id integer primary key, a integer, b integer, c text);
insert into t values (1, 2, 3, 'x');
