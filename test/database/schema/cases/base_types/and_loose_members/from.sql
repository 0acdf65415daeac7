create type weight;
create function weight_in(cstring) returns weight language internal immutable strict as 'int4in';
create function weight_out(weight) returns cstring language internal immutable strict as 'int4out';
create type weight (input = weight_in, output = weight_out, like = integer);
create function is_heavy(weight) returns boolean language sql immutable as 'select $1::text::integer > 100';
create table parcels (id integer primary key, weighs weight);

create function compare_text(integer, text) returns integer language sql immutable as 'select $1 - $2::integer';
create operator family mixed using btree;
alter operator family mixed using btree add function 1 (integer, text) compare_text(integer, text);
