-- plinth: upgrade
SET check_function_bodies = off;

CREATE TABLE public.t (
    a integer,
    b integer
);

CREATE OR REPLACE FUNCTION public.total(public.t)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$select $1.a + $1.b$function$;

CREATE INDEX t_total ON public.t USING btree (public.total(t.*));

CREATE VIEW public.v AS
SELECT public.total(t.*) AS total
   FROM public.t;

-- plinth: downgrade
DROP INDEX public.t_total;
DROP VIEW public.v;
DROP FUNCTION public.total(public.t);

-- Loses data: the rows of public.t are lost.
DROP TABLE public.t;
