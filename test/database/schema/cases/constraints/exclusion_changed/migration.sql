-- plinth: upgrade
ALTER TABLE public.rooms DROP CONSTRAINT once;

-- May fail: rows of public.rooms may not satisfy once.
-- Locks: public.rooms is locked while the index of the exclusion constraint is built.
ALTER TABLE public.rooms ADD CONSTRAINT once EXCLUDE USING gist (during WITH &&) DEFERRABLE;

-- plinth: downgrade
ALTER TABLE public.rooms DROP CONSTRAINT once;

-- May fail: rows of public.rooms may not satisfy once.
-- Locks: public.rooms is locked while the index of the exclusion constraint is built.
ALTER TABLE public.rooms ADD CONSTRAINT once EXCLUDE USING gist (during WITH &&);
