-- plinth: upgrade
ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;

-- May fail: rows of public.b may not satisfy b_a_id_fkey.
-- Locks: public.b and public.a take no writes while the rows of public.b are looked through.
ALTER TABLE public.b ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a(id) ON DELETE SET NULL;

-- plinth: downgrade
ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;

-- May fail: rows of public.b may not satisfy b_a_id_fkey.
-- Locks: public.b and public.a take no writes while the rows of public.b are looked through.
ALTER TABLE public.b ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a(id);
