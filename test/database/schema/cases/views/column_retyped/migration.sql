-- plinth: upgrade
DROP VIEW public.v;

CREATE VIEW public.v AS
SELECT (a)::text AS a
   FROM public.t;

-- plinth: downgrade
DROP VIEW public.v;

CREATE VIEW public.v AS
SELECT a
   FROM public.t;
