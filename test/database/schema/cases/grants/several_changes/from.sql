create table t (id integer primary key, secret text);
create function f() returns integer language sql as 'select 1';
grant select on t to pg_monitor;
