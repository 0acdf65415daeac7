-- plinth: upgrade
DROP INDEX public.t_d;

-- Locks: public.t takes no writes while public.t_d is built.
CREATE INDEX t_d ON public.t USING gist (d tsvector_ops (siglen='32'));

-- plinth: downgrade
DROP INDEX public.t_d;

-- Locks: public.t takes no writes while public.t_d is built.
CREATE INDEX t_d ON public.t USING gist (d);
