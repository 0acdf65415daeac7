create function norm(text) returns text language sql immutable as $$ select lower($1) $$;
create table t (a integer, b text default norm('X') check (norm(b) = b), c text generated always as (norm(b)) stored);
create index t_norm on t (norm(b));
