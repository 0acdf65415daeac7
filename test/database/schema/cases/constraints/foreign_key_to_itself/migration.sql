-- plinth: upgrade
-- May fail: rows of public.t may not satisfy t_parent_fkey.
-- Locks: public.t takes no writes while the rows of public.t are looked through.
ALTER TABLE public.t ADD CONSTRAINT t_parent_fkey FOREIGN KEY (parent) REFERENCES public.t(id);

-- plinth: downgrade
ALTER TABLE public.t DROP CONSTRAINT t_parent_fkey;
