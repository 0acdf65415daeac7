-- plinth: upgrade
SET check_function_bodies = off;
DROP FUNCTION public.f(integer);

CREATE OR REPLACE FUNCTION public.f(b integer)
 RETURNS integer
 LANGUAGE sql
AS $function$select $1$function$;

-- plinth: downgrade
SET check_function_bodies = off;
DROP FUNCTION public.f(integer);

CREATE OR REPLACE FUNCTION public.f(a integer)
 RETURNS integer
 LANGUAGE sql
AS $function$select $1$function$;
