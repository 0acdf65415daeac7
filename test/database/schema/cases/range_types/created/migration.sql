-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.difference(a date, b date)
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE
AS $function$select (a - b)::float8$function$;

CREATE TYPE public.days AS RANGE (SUBTYPE = date, SUBTYPE_DIFF = public.difference);

CREATE TABLE public.t (
    d public.days,
    CONSTRAINT t_d_excl EXCLUDE USING gist (d WITH &&)
);

-- plinth: downgrade
-- Loses data: the rows of public.t are lost.
DROP TABLE public.t;

DROP TYPE public.days;
DROP FUNCTION public.difference(date, date);
