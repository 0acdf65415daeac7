-- plinth: upgrade
ALTER TABLE public.parent ADD COLUMN note text DEFAULT ''::text NOT NULL;

-- plinth: downgrade
-- Loses data: the values of public.parent.note are lost.
ALTER TABLE public.parent DROP COLUMN note;
