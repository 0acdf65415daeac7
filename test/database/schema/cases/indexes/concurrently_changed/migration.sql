-- plinth: upgrade
-- plinth: no-transaction
DROP INDEX CONCURRENTLY public.t_a;
CREATE INDEX CONCURRENTLY t_a ON public.t USING btree (a, b);

-- plinth: downgrade
-- plinth: no-transaction
DROP INDEX CONCURRENTLY public.t_a;
CREATE INDEX CONCURRENTLY t_a ON public.t USING btree (a);
