create function f(out a integer, out b text, out c date) language sql as $$ select 1, 'x', date '2026-01-01' $$;
