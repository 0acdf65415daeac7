-- plinth: upgrade
ALTER TABLE public.t ADD COLUMN note text;

-- plinth: downgrade
-- Loses data: the values of public.t.note are lost.
ALTER TABLE public.t DROP COLUMN note;
