create table a (id integer primary key);
create table t (x integer, z integer);
