-- plinth: upgrade
DROP INDEX public.t_a;

-- May fail: rows of public.t may be the same by public.t_a.
-- Locks: public.t takes no writes while public.t_a is built.
CREATE UNIQUE INDEX t_a ON public.t USING btree (a) NULLS NOT DISTINCT;

-- plinth: downgrade
DROP INDEX public.t_a;

-- May fail: rows of public.t may be the same by public.t_a.
-- Locks: public.t takes no writes while public.t_a is built.
CREATE UNIQUE INDEX t_a ON public.t USING btree (a);
