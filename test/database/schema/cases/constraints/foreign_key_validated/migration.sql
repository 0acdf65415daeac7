-- plinth: upgrade
-- May fail: rows of public.b may not satisfy b_a.
ALTER TABLE public.b VALIDATE CONSTRAINT b_a;

-- plinth: downgrade
ALTER TABLE public.b DROP CONSTRAINT b_a;
ALTER TABLE public.b ADD CONSTRAINT b_a FOREIGN KEY (a_id) REFERENCES public.a(id) NOT VALID;
