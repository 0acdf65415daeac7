create type pair as (b text, a integer);
create function f(p pair) returns integer language sql as 'select p.a';
