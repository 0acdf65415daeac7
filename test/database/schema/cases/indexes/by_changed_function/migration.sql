-- plinth: upgrade
SET check_function_bodies = off;

-- Check the values: public.t_norm holds, until REINDEX INDEX, what public.norm(text) gave before.
CREATE OR REPLACE FUNCTION public.norm(text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$ select lower(trim($1)) $function$;

-- plinth: downgrade
SET check_function_bodies = off;

-- Check the values: public.t_norm holds, until REINDEX INDEX, what public.norm(text) gave before.
CREATE OR REPLACE FUNCTION public.norm(text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$ select lower($1) $function$;
