-- plinth: upgrade
CREATE STATISTICS public.s (dependencies, mcv) ON a, b FROM public.t;
ALTER STATISTICS public.s SET STATISTICS 500;
COMMENT ON STATISTICS public.s IS 'both';

-- plinth: downgrade
DROP STATISTICS public.s;
