-- plinth: upgrade
ALTER TABLE public.events ADD COLUMN note text DEFAULT ''::text NOT NULL;

-- plinth: downgrade
-- Loses data: the values of public.events.note are lost.
ALTER TABLE public.events DROP COLUMN note;
