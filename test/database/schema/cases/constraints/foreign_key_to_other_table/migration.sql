-- plinth: upgrade
ALTER TABLE public.b DROP CONSTRAINT b_a;

-- May fail: rows of public.b may not satisfy b_a.
-- Locks: public.b and public.a2 take no writes while the rows of public.b are looked through.
ALTER TABLE public.b ADD CONSTRAINT b_a FOREIGN KEY (a_id) REFERENCES public.a2(id);

-- plinth: downgrade
ALTER TABLE public.b DROP CONSTRAINT b_a;

-- May fail: rows of public.b may not satisfy b_a.
-- Locks: public.b and public.a take no writes while the rows of public.b are looked through.
ALTER TABLE public.b ADD CONSTRAINT b_a FOREIGN KEY (a_id) REFERENCES public.a(id);
