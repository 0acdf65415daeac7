-- plinth: upgrade
SET check_function_bodies = off;
DROP VIEW public.v;
DROP FUNCTION public.f();

CREATE OR REPLACE FUNCTION public.f()
 RETURNS text
 LANGUAGE sql
AS $function$ select 'a' $function$;

CREATE VIEW public.v AS
SELECT public.f() AS x;

-- plinth: downgrade
SET check_function_bodies = off;
DROP VIEW public.v;
DROP FUNCTION public.f();

CREATE OR REPLACE FUNCTION public.f()
 RETURNS integer
 LANGUAGE sql
AS $function$select 1$function$;

CREATE VIEW public.v AS
SELECT public.f() AS x;
