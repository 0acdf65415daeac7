-- plinth: upgrade
-- May fail: rows of public.t may not satisfy order_of_both.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ADD CONSTRAINT order_of_both CHECK ((a < b));

-- plinth: downgrade
ALTER TABLE public.t DROP CONSTRAINT order_of_both;
