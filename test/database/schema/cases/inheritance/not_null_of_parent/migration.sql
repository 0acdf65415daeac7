-- plinth: upgrade
-- May fail: public.parent.n may hold nulls.
-- Locks: public.parent is locked while its rows are looked through.
ALTER TABLE public.parent ALTER COLUMN n SET NOT NULL;

-- plinth: downgrade
ALTER TABLE public.parent ALTER COLUMN n DROP NOT NULL;
