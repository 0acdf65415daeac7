-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.f(VARIADIC a integer[])
 RETURNS integer
 LANGUAGE sql
AS $function$select a[1]$function$;

CREATE OR REPLACE FUNCTION public.f(a text)
 RETURNS integer
 LANGUAGE sql
AS $function$select 1$function$;

CREATE OR REPLACE FUNCTION public.f(a text, b text)
 RETURNS integer
 LANGUAGE sql
AS $function$select 2$function$;

-- plinth: downgrade
DROP FUNCTION public.f(integer[]);
DROP FUNCTION public.f(text);
DROP FUNCTION public.f(text, text);
