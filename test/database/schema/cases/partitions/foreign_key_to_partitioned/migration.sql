-- plinth: upgrade
-- May fail: rows of public.notes may not satisfy notes_event.
-- Locks: public.notes and public.events take no writes while the rows of public.notes are looked through.
ALTER TABLE public.notes ADD CONSTRAINT notes_event FOREIGN KEY (event) REFERENCES public.events(id);

-- plinth: downgrade
ALTER TABLE public.notes DROP CONSTRAINT notes_event;
