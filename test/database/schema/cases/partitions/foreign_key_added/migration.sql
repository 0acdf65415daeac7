-- plinth: upgrade
-- May fail: rows of public.events may not satisfy events_kind_fkey.
-- Locks: public.events and public.kinds take no writes while the rows of public.events are looked through.
ALTER TABLE public.events ADD CONSTRAINT events_kind_fkey FOREIGN KEY (kind) REFERENCES public.kinds(id);

-- plinth: downgrade
ALTER TABLE public.events DROP CONSTRAINT events_kind_fkey;
