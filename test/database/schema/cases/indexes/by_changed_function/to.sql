create function norm(text) returns text language sql immutable as $$ select lower(trim($1)) $$;
create table t (a text);
create index t_norm on t (norm(a));
