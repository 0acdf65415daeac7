-- plinth: upgrade
-- Locks: public.t takes no writes while public.t_a is built.
CREATE INDEX t_a ON public.t USING btree (a) WITH (fillfactor=60);

-- plinth: downgrade
DROP INDEX public.t_a;
