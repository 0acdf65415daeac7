-- plinth: upgrade
-- May fail: public.t.a may hold nulls.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ADD CONSTRAINT a_is_there NOT NULL a;

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;
