create function f(a integer default 1) returns integer language sql as 'select a';
create view v as select f(2) as x;
