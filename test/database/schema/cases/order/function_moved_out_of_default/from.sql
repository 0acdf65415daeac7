create function next_code() returns text language sql volatile as $$ select 'x' $$;
create table t (a text default next_code());
