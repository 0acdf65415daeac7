-- plinth: upgrade
DROP MATERIALIZED VIEW public.m;

CREATE MATERIALIZED VIEW public.m AS
SELECT a,
    b
   FROM public.t;

CREATE INDEX m_a ON public.m USING btree (a);
GRANT SELECT ON TABLE public.m TO case_reader;

-- plinth: downgrade
DROP MATERIALIZED VIEW public.m;

CREATE MATERIALIZED VIEW public.m AS
SELECT a
   FROM public.t;

CREATE INDEX m_a ON public.m USING btree (a);
GRANT SELECT ON TABLE public.m TO case_reader;
