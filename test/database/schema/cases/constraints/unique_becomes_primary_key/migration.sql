-- plinth: upgrade
ALTER TABLE public.t DROP CONSTRAINT t_key;

-- May fail: rows of public.t may not satisfy t_key.
-- Locks: public.t is locked while the index of the primary key constraint is built.
ALTER TABLE public.t ADD CONSTRAINT t_key PRIMARY KEY (a);

-- plinth: downgrade
ALTER TABLE public.t DROP CONSTRAINT t_key;

-- May fail: rows of public.t may not satisfy t_key.
-- Locks: public.t is locked while the index of the unique constraint is built.
ALTER TABLE public.t ADD CONSTRAINT t_key UNIQUE (a);
