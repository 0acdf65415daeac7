-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.last_of(state anyarray)
 RETURNS anyelement
 LANGUAGE sql
 IMMUTABLE
AS $function$select state[1]$function$;

CREATE OR REPLACE FUNCTION public.last_state(state anyarray, value anyelement)
 RETURNS anyarray
 LANGUAGE sql
 IMMUTABLE
AS $function$select state || value$function$;

CREATE AGGREGATE public.first_one(anyelement) (SFUNC = public.last_state, STYPE = anyarray, FINALFUNC = public.last_of, INITCOND = '{}');

-- plinth: downgrade
DROP AGGREGATE public.first_one(anyelement);
DROP FUNCTION public.last_of(anyarray);
DROP FUNCTION public.last_state(anyarray, anyelement);
