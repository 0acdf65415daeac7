create function f(a integer) returns integer language sql as 'select a';
create table t (x integer check (f(x) > 0));
insert into t values (1);
