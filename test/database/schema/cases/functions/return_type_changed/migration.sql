-- plinth: upgrade
SET check_function_bodies = off;
ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT;
DROP FUNCTION public.f();

CREATE OR REPLACE FUNCTION public.f()
 RETURNS bigint
 LANGUAGE sql
AS $function$select 1::bigint$function$;

ALTER TABLE public.t ALTER COLUMN a SET DEFAULT public.f();

-- plinth: downgrade
SET check_function_bodies = off;
ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT;
DROP FUNCTION public.f();

CREATE OR REPLACE FUNCTION public.f()
 RETURNS integer
 LANGUAGE sql
AS $function$select 1$function$;

ALTER TABLE public.t ALTER COLUMN a SET DEFAULT public.f();
