-- plinth: upgrade
-- May fail: public.p.a may hold nulls.
-- Locks: public.p is locked while its rows are looked through.
ALTER TABLE public.p ADD NOT NULL a NO INHERIT;

-- plinth: downgrade
ALTER TABLE public.p ALTER COLUMN a DROP NOT NULL;
