create function plus(integer, integer) returns integer language sql immutable strict as 'select $1 + $2';
