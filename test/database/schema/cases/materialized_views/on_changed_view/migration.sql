-- plinth: upgrade
DROP MATERIALIZED VIEW public.m;
DROP VIEW public.v;

CREATE VIEW public.v AS
SELECT (a)::bigint AS a
   FROM public.t;

CREATE MATERIALIZED VIEW public.m AS
SELECT a
   FROM public.v;

CREATE UNIQUE INDEX m_a ON public.m USING btree (a);

-- plinth: downgrade
DROP MATERIALIZED VIEW public.m;
DROP VIEW public.v;

CREATE VIEW public.v AS
SELECT a
   FROM public.t;

CREATE MATERIALIZED VIEW public.m AS
SELECT a
   FROM public.v;

CREATE UNIQUE INDEX m_a ON public.m USING btree (a);
