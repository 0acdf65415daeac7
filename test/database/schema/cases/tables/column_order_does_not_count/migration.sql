-- plinth: upgrade
ALTER TABLE public.t ADD COLUMN d text;

-- plinth: downgrade
-- Loses data: the values of public.t.d are lost.
ALTER TABLE public.t DROP COLUMN d;
