-- plinth: upgrade
SET check_function_bodies = off;
CREATE TYPE public.odd;

CREATE OR REPLACE FUNCTION public.odd_in(cstring)
 RETURNS public.odd
 LANGUAGE internal
 IMMUTABLE STRICT
AS $function$textin$function$;

CREATE OR REPLACE FUNCTION public.odd_out(public.odd)
 RETURNS cstring
 LANGUAGE internal
 IMMUTABLE STRICT
AS $function$textout$function$;

CREATE TYPE public.odd (INPUT = public.odd_in, OUTPUT = public.odd_out, INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended, CATEGORY = 'U', DELIMITER = ',');

-- plinth: downgrade
-- Loses data: whatever else is of the type public.odd goes with it.
DROP TYPE public.odd CASCADE;
