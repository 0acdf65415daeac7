-- plinth: upgrade
ALTER TABLE public.t DROP CONSTRAINT t_pkey;

-- May fail: rows of public.t may not satisfy t_pkey.
-- Locks: public.t is locked while the index of the primary key constraint is built.
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (code);

-- plinth: downgrade
ALTER TABLE public.t DROP CONSTRAINT t_pkey;

-- May fail: rows of public.t may not satisfy t_pkey.
-- Locks: public.t is locked while the index of the primary key constraint is built.
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);
