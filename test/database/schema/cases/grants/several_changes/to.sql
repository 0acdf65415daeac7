create schema app;
create table t (id integer primary key, secret text);
create function f() returns integer language sql as 'select 1';
revoke execute on function f() from public;
grant select (id), update (secret) on t to pg_monitor;
grant insert on t to public;
grant usage on schema app to pg_monitor with grant option;
alter default privileges in schema app grant select on tables to pg_monitor;
