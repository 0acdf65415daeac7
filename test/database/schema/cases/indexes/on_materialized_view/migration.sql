-- plinth: upgrade
-- May fail: rows of public.m may be the same by public.m_a.
-- Locks: public.m cannot be refreshed while public.m_a is built.
CREATE UNIQUE INDEX m_a ON public.m USING btree (a);

-- plinth: downgrade
DROP INDEX public.m_a;
