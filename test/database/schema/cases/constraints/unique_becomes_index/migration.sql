-- plinth: upgrade
ALTER TABLE public.t DROP CONSTRAINT t_a;

-- May fail: rows of public.t may be the same by public.t_a.
-- Locks: public.t takes no writes while public.t_a is built.
CREATE UNIQUE INDEX t_a ON public.t USING btree (a);

-- plinth: downgrade
DROP INDEX public.t_a;

-- May fail: rows of public.t may not satisfy t_a.
-- Locks: public.t is locked while the index of the unique constraint is built.
ALTER TABLE public.t ADD CONSTRAINT t_a UNIQUE (a);
