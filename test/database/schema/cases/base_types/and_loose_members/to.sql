create type reading;
create function reading_in(cstring) returns reading language internal immutable strict as 'int8in';
create function reading_out(reading) returns cstring language internal immutable strict as 'int8out';
create type reading (input = reading_in, output = reading_out, like = bigint);
create table parcels (id integer primary key, read reading);

create function compare_label(bigint, text) returns integer language sql immutable as 'select $1::integer - $2::integer';
create operator family labels using btree;
alter operator family labels using btree add function 1 (bigint, text) compare_label(bigint, text);
