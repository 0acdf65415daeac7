-- plinth: upgrade
SET check_function_bodies = off;

CREATE TYPE public.celsius AS (
    t numeric
);

CREATE OR REPLACE FUNCTION public.to_number(public.celsius)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE
AS $function$select $1.t$function$;

CREATE CAST (public.celsius AS numeric) WITH FUNCTION public.to_number(public.celsius) AS IMPLICIT;
COMMENT ON CAST (public.celsius AS numeric) IS 'the number';

-- plinth: downgrade
DROP CAST (public.celsius AS numeric);
DROP FUNCTION public.to_number(public.celsius);
DROP TYPE public.celsius;
