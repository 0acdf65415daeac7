create type pair as (a bigint, b text);
create function f(p pair) returns text language sql as 'select p.b';
