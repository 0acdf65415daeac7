-- plinth: upgrade
SET check_function_bodies = off;
DROP VIEW public.v;
DROP FUNCTION public.f(integer);

CREATE OR REPLACE FUNCTION public.f(a integer)
 RETURNS integer
 LANGUAGE sql
AS $function$select a$function$;

CREATE VIEW public.v AS
SELECT public.f(2) AS x;

-- plinth: downgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.f(a integer DEFAULT 1)
 RETURNS integer
 LANGUAGE sql
AS $function$select a$function$;
