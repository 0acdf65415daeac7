-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.add(a integer, b integer DEFAULT 1)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT COST 5
AS $function$select a + b$function$;

COMMENT ON FUNCTION public.add(integer, integer) IS 'adds';

-- plinth: downgrade
DROP FUNCTION public.add(integer, integer);
