-- plinth: upgrade
-- May fail: rows of public.t may not satisfy c.
ALTER TABLE public.t VALIDATE CONSTRAINT c;

-- plinth: downgrade
ALTER TABLE public.t DROP CONSTRAINT c;
ALTER TABLE public.t ADD CONSTRAINT c CHECK ((a > 0)) NOT VALID;
