create function is_fine(text) returns boolean language sql immutable as $$ select $1 <> '' $$;
create table t (a text, constraint fine check (is_fine(a)));
