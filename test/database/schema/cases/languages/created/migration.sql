-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.handler()
 RETURNS language_handler
 LANGUAGE c
AS '$libdir/plpgsql', $function$plpgsql_call_handler$function$;

CREATE LANGUAGE mine HANDLER public.handler;

-- plinth: downgrade
DROP LANGUAGE mine;
DROP FUNCTION public.handler();
