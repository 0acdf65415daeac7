-- plinth: upgrade
-- May fail: public.t.id may hold nulls.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ALTER COLUMN id SET NOT NULL;

-- May fail: rows of public.t may not satisfy t_pkey.
-- Locks: public.t is locked while the index of the primary key constraint is built.
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);

-- plinth: downgrade
ALTER TABLE public.t DROP CONSTRAINT t_pkey;
ALTER TABLE public.t ALTER COLUMN id DROP NOT NULL;
