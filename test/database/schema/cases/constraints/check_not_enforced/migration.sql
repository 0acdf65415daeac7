-- plinth: upgrade
ALTER TABLE public.t DROP CONSTRAINT c;
ALTER TABLE public.t ADD CONSTRAINT c CHECK ((a > 0)) NOT ENFORCED;

-- plinth: downgrade
ALTER TABLE public.t DROP CONSTRAINT c;

-- May fail: rows of public.t may not satisfy c.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ADD CONSTRAINT c CHECK ((a > 0));
