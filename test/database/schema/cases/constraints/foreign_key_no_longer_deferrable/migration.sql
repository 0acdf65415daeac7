-- plinth: upgrade
ALTER TABLE public.b ALTER CONSTRAINT b_a_id_fkey NOT DEFERRABLE;

-- plinth: downgrade
ALTER TABLE public.b ALTER CONSTRAINT b_a_id_fkey DEFERRABLE INITIALLY DEFERRED;
