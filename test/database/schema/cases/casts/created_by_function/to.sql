create type celsius as (t numeric);
create function to_number(celsius) returns numeric language sql immutable as 'select $1.t';
create cast (celsius as numeric) with function to_number(celsius) as implicit;
comment on cast (celsius as numeric) is 'the number';
