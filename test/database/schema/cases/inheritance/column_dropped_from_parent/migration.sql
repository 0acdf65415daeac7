-- plinth: upgrade
-- Loses data: the values of public.parent.note are lost.
ALTER TABLE public.parent DROP COLUMN note;

-- plinth: downgrade
ALTER TABLE public.parent ADD COLUMN note text;
