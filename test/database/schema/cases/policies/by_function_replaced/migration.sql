-- plinth: upgrade
SET check_function_bodies = off;
DROP POLICY own ON public.t;
DROP FUNCTION public.allowed(integer);

CREATE OR REPLACE FUNCTION public.allowed(n integer)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$select n > 0$function$;

CREATE POLICY own ON public.t
    USING (public.allowed(id));

-- plinth: downgrade
SET check_function_bodies = off;
DROP POLICY own ON public.t;
DROP FUNCTION public.allowed(integer);

CREATE OR REPLACE FUNCTION public.allowed(i integer)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$select i > 0$function$;

CREATE POLICY own ON public.t
    USING (public.allowed(id));
