-- plinth: upgrade
ALTER TABLE public.b ALTER CONSTRAINT b_a_id_fkey NOT ENFORCED;

-- plinth: downgrade
ALTER TABLE public.b ALTER CONSTRAINT b_a_id_fkey ENFORCED;
