-- plinth: upgrade
DROP MATERIALIZED VIEW public.v;

CREATE VIEW public.v AS
SELECT a
   FROM public.t;

-- plinth: downgrade
DROP VIEW public.v;

CREATE MATERIALIZED VIEW public.v AS
SELECT a
   FROM public.t;
