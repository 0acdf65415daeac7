-- plinth: upgrade
-- May fail: rows of public.parent may not satisfy nothing_here.
-- Locks: public.parent is locked while its rows are looked through.
ALTER TABLE public.parent ADD CONSTRAINT nothing_here CHECK ((n IS NULL)) NO INHERIT;

-- plinth: downgrade
ALTER TABLE public.parent DROP CONSTRAINT nothing_here;
