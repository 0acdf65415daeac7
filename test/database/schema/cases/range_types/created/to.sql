create function difference(a date, b date) returns float8 language sql immutable as 'select (a - b)::float8';
create type days as range (subtype = date, subtype_diff = difference);
create table t (d days, exclude using gist (d with &&));
