create function next_code() returns text language sql as $$select 'a'$$;
create function fold(t text) returns text language sql immutable as $$select lower(t)$$;
create table codes (code text default next_code(), constraint folded check (fold(code) = code));
create index codes_folded on codes (fold(code));
insert into codes default values;
