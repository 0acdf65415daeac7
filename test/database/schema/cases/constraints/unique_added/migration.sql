-- plinth: upgrade
-- May fail: rows of public.t may not satisfy t_a_b_key.
-- Locks: public.t is locked while the index of the unique constraint is built.
ALTER TABLE public.t ADD CONSTRAINT t_a_b_key UNIQUE (a, b);

-- plinth: downgrade
ALTER TABLE public.t DROP CONSTRAINT t_a_b_key;
