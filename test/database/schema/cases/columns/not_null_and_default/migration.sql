-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN b DROP DEFAULT;

-- May fail: public.t.a may hold nulls; where it does: UPDATE public.t SET a = DEFAULT WHERE a IS NULL.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;

ALTER TABLE public.t ALTER COLUMN c DROP NOT NULL;
ALTER TABLE public.t ALTER COLUMN a SET DEFAULT 'none'::text;
ALTER TABLE public.t ALTER COLUMN c SET DEFAULT 5;

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN c DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;

-- May fail: public.t.c may hold nulls.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ALTER COLUMN c SET NOT NULL;

ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 1;
