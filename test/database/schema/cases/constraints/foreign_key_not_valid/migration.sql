-- plinth: upgrade
ALTER TABLE public.b ADD CONSTRAINT b_a FOREIGN KEY (a_id) REFERENCES public.a(id) NOT VALID;

-- plinth: downgrade
ALTER TABLE public.b DROP CONSTRAINT b_a;
