-- plinth: upgrade
SET check_function_bodies = off;
DROP FUNCTION public.f();

CREATE OR REPLACE PROCEDURE public.f()
 LANGUAGE plpgsql
AS $procedure$ begin null; end $procedure$;

-- plinth: downgrade
SET check_function_bodies = off;
DROP PROCEDURE public.f();

CREATE OR REPLACE FUNCTION public.f()
 RETURNS void
 LANGUAGE plpgsql
AS $function$ begin null; end $function$;
