-- plinth: upgrade
-- May fail: public.t.a may hold nulls; where it does: UPDATE public.t SET a = DEFAULT WHERE a IS NULL.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;

ALTER TABLE public.t ALTER COLUMN a SET DEFAULT 0;

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;
