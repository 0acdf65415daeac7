-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.f(n integer)
 RETURNS TABLE(a integer, b text)
 LANGUAGE sql
 ROWS 10
AS $function$ select n, 'x' $function$;

-- plinth: downgrade
DROP FUNCTION public.f(integer);
