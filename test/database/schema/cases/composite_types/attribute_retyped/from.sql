create type pair as (a integer, b text);
create function f(p pair) returns text language sql as 'select p.b';
