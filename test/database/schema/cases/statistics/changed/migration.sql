-- plinth: upgrade
DROP STATISTICS public.s;
CREATE STATISTICS public.s (ndistinct, mcv) ON a, b FROM public.t;

-- plinth: downgrade
DROP STATISTICS public.s;
CREATE STATISTICS public.s (ndistinct) ON a, b FROM public.t;
