create function f(a integer) returns integer language plpgsql as 'begin return a; end';
create table t (x integer check (f(x) > 0));
