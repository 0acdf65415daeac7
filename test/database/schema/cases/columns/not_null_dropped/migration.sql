-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;

-- plinth: downgrade
-- May fail: public.t.a may hold nulls.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;
