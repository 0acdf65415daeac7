-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.f(a integer, b integer)
 RETURNS integer
 LANGUAGE sql
AS $function$select a + b$function$;

DROP FUNCTION public.f(integer);

-- plinth: downgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.f(a integer)
 RETURNS integer
 LANGUAGE sql
AS $function$select a$function$;

DROP FUNCTION public.f(integer, integer);
