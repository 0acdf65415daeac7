create function plus(integer, integer) returns integer language sql immutable strict as 'select $1 + $2';
create aggregate total(integer) (sfunc = plus, stype = integer, initcond = '0', parallel = safe, combinefunc = plus);
comment on aggregate total(integer) is 'the sum';
