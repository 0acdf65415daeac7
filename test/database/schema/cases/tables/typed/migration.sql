-- plinth: upgrade
-- Locks: public.t is locked while its rows are looked through.
-- May fail: public.t.x may hold nulls; where it does: UPDATE public.t SET x = DEFAULT WHERE x IS NULL.
-- May fail: public.t.y may hold nulls.
ALTER TABLE public.t
    ALTER COLUMN x SET NOT NULL,
    ALTER COLUMN y SET NOT NULL;

ALTER TABLE public.t ALTER COLUMN x SET DEFAULT 0;

-- May fail: rows of public.t may not satisfy t_pkey.
-- Locks: public.t is locked while the index of the primary key constraint is built.
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (y);

-- plinth: downgrade
ALTER TABLE public.t DROP CONSTRAINT t_pkey;
ALTER TABLE public.t ALTER COLUMN x DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN x DROP NOT NULL;
ALTER TABLE public.t ALTER COLUMN y DROP NOT NULL;
