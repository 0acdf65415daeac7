-- plinth: upgrade
-- May fail: rows of public.rooms may not satisfy rooms_during_excl.
-- Locks: public.rooms is locked while the index of the exclusion constraint is built.
ALTER TABLE public.rooms ADD CONSTRAINT rooms_during_excl EXCLUDE USING gist (during WITH &&) WHERE ((room > 0));

-- plinth: downgrade
ALTER TABLE public.rooms DROP CONSTRAINT rooms_during_excl;
