-- plinth: upgrade
CREATE VIEW public.two AS
SELECT (a + 1) AS a
   FROM public.one;

COMMENT ON VIEW public.two IS 'more';

-- plinth: downgrade
DROP VIEW public.two;
