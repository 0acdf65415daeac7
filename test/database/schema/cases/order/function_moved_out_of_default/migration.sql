-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN a SET DEFAULT 'x'::text;
DROP FUNCTION public.next_code();

-- plinth: downgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.next_code()
 RETURNS text
 LANGUAGE sql
AS $function$ select 'x' $function$;

ALTER TABLE public.t ALTER COLUMN a SET DEFAULT public.next_code();
