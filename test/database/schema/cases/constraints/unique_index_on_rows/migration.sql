-- plinth: upgrade
-- May fail: rows of public.t may be the same by public.t_ab.
-- Locks: public.t takes no writes while public.t_ab is built.
CREATE UNIQUE INDEX t_ab ON public.t USING btree (a, b) WHERE (b > 0);

-- plinth: downgrade
DROP INDEX public.t_ab;
