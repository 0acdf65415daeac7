create table t (id integer primary key, code text default '0');
insert into t values (1, '42');
