-- plinth: upgrade
ALTER TABLE public.t ADD CONSTRAINT c CHECK ((a > 0)) NOT VALID;

-- plinth: downgrade
ALTER TABLE public.t DROP CONSTRAINT c;
