-- plinth: upgrade
SET check_function_bodies = off;
DROP FUNCTION public.f(public.pair);
DROP TYPE public.pair;

CREATE TYPE public.pair AS (
    b text,
    a integer
);

CREATE OR REPLACE FUNCTION public.f(p public.pair)
 RETURNS integer
 LANGUAGE sql
AS $function$select p.a$function$;

-- plinth: downgrade
SET check_function_bodies = off;
DROP FUNCTION public.f(public.pair);
DROP TYPE public.pair;

CREATE TYPE public.pair AS (
    a integer,
    b text
);

CREATE OR REPLACE FUNCTION public.f(p public.pair)
 RETURNS integer
 LANGUAGE sql
AS $function$select p.a$function$;
