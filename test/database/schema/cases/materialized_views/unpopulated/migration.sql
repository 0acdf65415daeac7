-- plinth: upgrade
REFRESH MATERIALIZED VIEW public.m WITH NO DATA;

-- plinth: downgrade
REFRESH MATERIALIZED VIEW public.m;
