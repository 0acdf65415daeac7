-- plinth: upgrade
ALTER INDEX public.t_a SET (pages_per_range=16);

-- Locks: public.t takes no writes while public.t_b is built.
CREATE INDEX t_b ON public.t USING hash (b) WITH (fillfactor=80);

-- plinth: downgrade
DROP INDEX public.t_b;
ALTER INDEX public.t_a RESET (pages_per_range);
