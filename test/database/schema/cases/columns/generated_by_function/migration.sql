-- plinth: upgrade
SET check_function_bodies = off;

-- Check the values: public.t.tax keeps what public.tax(numeric) gave before.
CREATE OR REPLACE FUNCTION public.tax(n numeric)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE
AS $function$select n * 0.2$function$;

-- plinth: downgrade
SET check_function_bodies = off;

-- Check the values: public.t.tax keeps what public.tax(numeric) gave before.
CREATE OR REPLACE FUNCTION public.tax(n numeric)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE
AS $function$select n * 0.19$function$;
