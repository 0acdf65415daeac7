create function ok(text) returns boolean language sql immutable as $$ select $1 <> '' $$;
create domain d as text check (ok(value));
create table t (a d);
