create function f(n integer) returns table (a integer, b text) rows 10 language sql as $$ select n, 'x' $$;
