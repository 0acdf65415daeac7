create type celsius as (t numeric);
create function to_number(celsius) returns numeric language sql immutable as 'select $1.t';
create cast (celsius as numeric) with function to_number(celsius) as implicit;
create view v as select row(1)::celsius::numeric as x;
