-- plinth: upgrade
SET check_function_bodies = off;
DROP FUNCTION public.f();

CREATE OR REPLACE FUNCTION public.f(OUT a integer, OUT b text, OUT c date)
 RETURNS record
 LANGUAGE sql
AS $function$ select 1, 'x', date '2026-01-01' $function$;

-- plinth: downgrade
SET check_function_bodies = off;
DROP FUNCTION public.f();

CREATE OR REPLACE FUNCTION public.f(OUT a integer, OUT b text)
 RETURNS record
 LANGUAGE sql
AS $function$ select 1, 'x' $function$;
