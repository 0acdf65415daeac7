-- plinth: upgrade
CREATE MATERIALIZED VIEW public.m WITH (fillfactor=80) AS
SELECT a,
    count(*) AS n
   FROM public.t
  GROUP BY a;

CREATE UNIQUE INDEX m_a ON public.m USING btree (a);
COMMENT ON MATERIALIZED VIEW public.m IS 'counts';

-- plinth: downgrade
DROP MATERIALIZED VIEW public.m;
