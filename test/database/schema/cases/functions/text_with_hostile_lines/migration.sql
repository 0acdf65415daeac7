-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.f()
 RETURNS text
 LANGUAGE plpgsql
AS $functionx$
begin
  -- $$ $function$ ';
  return E'a\'b' || $x$it's$x$ || '\';
end $functionx$;

-- plinth: downgrade
DROP FUNCTION public.f();
