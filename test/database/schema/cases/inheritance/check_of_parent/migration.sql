-- plinth: upgrade
-- May fail: rows of public.parent may not satisfy positive.
-- Locks: public.parent is locked while its rows are looked through.
ALTER TABLE public.parent ADD CONSTRAINT positive CHECK ((n > 0));

-- plinth: downgrade
ALTER TABLE public.parent DROP CONSTRAINT positive;
