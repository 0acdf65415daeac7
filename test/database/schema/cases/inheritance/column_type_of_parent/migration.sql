-- plinth: upgrade
ALTER TABLE public.child ALTER COLUMN n DROP DEFAULT;
ALTER TABLE ONLY public.parent ALTER COLUMN n DROP DEFAULT;

-- Rewrites: public.parent is locked and rewritten.
ALTER TABLE public.parent ALTER COLUMN n TYPE bigint;

ALTER TABLE public.child ALTER COLUMN n SET DEFAULT 5;
ALTER TABLE ONLY public.parent ALTER COLUMN n SET DEFAULT 5;

-- plinth: downgrade
ALTER TABLE public.child ALTER COLUMN n DROP DEFAULT;
ALTER TABLE ONLY public.parent ALTER COLUMN n DROP DEFAULT;

-- Rewrites: public.parent is locked and rewritten.
-- May fail: public.parent.n from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.parent ALTER COLUMN n TYPE integer;

ALTER TABLE public.child ALTER COLUMN n SET DEFAULT 5;
ALTER TABLE ONLY public.parent ALTER COLUMN n SET DEFAULT 5;
