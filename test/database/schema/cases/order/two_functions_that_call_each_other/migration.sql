-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.even(n integer)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$ begin return n = 0 or odd(n - 1); end $function$;

CREATE OR REPLACE FUNCTION public.odd(n integer)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$ begin return n <> 0 and even(n - 1); end $function$;

-- plinth: downgrade
DROP FUNCTION public.even(integer);
DROP FUNCTION public.odd(integer);
