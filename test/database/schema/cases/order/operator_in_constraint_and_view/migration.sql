-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.near(a integer, b integer)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$select abs(a - b) < 2$function$;

CREATE OPERATOR public.~~~ (FUNCTION = public.near, LEFTARG = integer, RIGHTARG = integer);

CREATE TABLE public.t (
    a integer,
    b integer,
    CONSTRAINT t_check CHECK ((a OPERATOR(public.~~~) b))
);

CREATE VIEW public.v AS
SELECT a,
    b
   FROM public.t
  WHERE (a OPERATOR(public.~~~) b);

-- plinth: downgrade
DROP VIEW public.v;

-- Loses data: the rows of public.t are lost.
DROP TABLE public.t;

DROP OPERATOR public.~~~(integer, integer);
DROP FUNCTION public.near(integer, integer);
