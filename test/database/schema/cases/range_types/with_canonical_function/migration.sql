-- plinth: upgrade
SET check_function_bodies = off;
CREATE TYPE public.span;

CREATE OR REPLACE FUNCTION public.tidy(public.span)
 RETURNS public.span
 LANGUAGE internal
 IMMUTABLE STRICT
AS $function$int4range_canonical$function$;

CREATE TYPE public.span AS RANGE (SUBTYPE = integer, CANONICAL = public.tidy);

-- plinth: downgrade
-- Loses data: whatever else is of the type public.span goes with it.
DROP TYPE public.span CASCADE;
