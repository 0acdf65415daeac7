-- plinth: upgrade
DROP VIEW public.v;

CREATE VIEW public.v AS
SELECT a AS y
   FROM public.t;

-- plinth: downgrade
DROP VIEW public.v;

CREATE VIEW public.v AS
SELECT a AS x
   FROM public.t;
