-- plinth: upgrade
DROP INDEX public.t_a;

-- Locks: public.t takes no writes while public.t_a is built.
CREATE INDEX t_a ON public.t USING gin (a);

-- plinth: downgrade
DROP INDEX public.t_a;

-- Locks: public.t takes no writes while public.t_a is built.
CREATE INDEX t_a ON public.t USING btree (a);
