-- plinth: upgrade
SET check_function_bodies = off;

-- Check the values: rows of public.t were let in by what public.f(integer) gave before.
CREATE OR REPLACE FUNCTION public.f(a integer)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$begin return a; end$function$;

-- plinth: downgrade
SET check_function_bodies = off;

-- Check the values: rows of public.t were let in by what public.f(integer) gave before.
CREATE OR REPLACE FUNCTION public.f(a integer)
 RETURNS integer
 LANGUAGE sql
AS $function$select a$function$;
