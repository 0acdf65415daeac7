create type pair as (a integer, b text);
create function f(p pair) returns integer language sql as 'select p.a';
