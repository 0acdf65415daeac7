create function f() returns text language plpgsql as $fn$
begin
  -- $$ $function$ ';
  return E'a\'b' || $x$it's$x$ || '\';
end $fn$;
