create function plus(integer, integer) returns integer language sql immutable strict as 'select $1 + $2';
create aggregate total(integer) (sfunc = plus, stype = integer, initcond = '0');
create view v as select total(n) from generate_series(1, 3) n;
