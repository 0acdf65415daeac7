create function f() returns integer language sql as 'select 1';
create table t (a bigint default f());
