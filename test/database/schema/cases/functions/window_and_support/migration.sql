-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.w()
 RETURNS bigint
 LANGUAGE internal
 WINDOW IMMUTABLE STRICT
AS $function$window_row_number$function$;

-- plinth: downgrade
DROP FUNCTION public.w();
