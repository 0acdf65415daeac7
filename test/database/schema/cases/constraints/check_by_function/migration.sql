-- plinth: upgrade
-- May fail: rows of public.t may not satisfy fine.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ADD CONSTRAINT fine CHECK (public.is_fine(a));

-- plinth: downgrade
ALTER TABLE public.t DROP CONSTRAINT fine;
