-- plinth: upgrade
ALTER TABLE public.t ADD COLUMN b text;

CREATE OR REPLACE VIEW public.v AS
SELECT a
   FROM public.rows() rows(a, b);

-- plinth: downgrade
CREATE OR REPLACE VIEW public.v AS
SELECT a
   FROM public.rows() rows(a);

-- Loses data: the values of public.t.b are lost.
ALTER TABLE public.t DROP COLUMN b;
