-- plinth: upgrade
CREATE OR REPLACE VIEW public.v AS
SELECT id,
    'none'::text AS code
   FROM public.t;

-- Loses data: the values of public.t.code are lost.
ALTER TABLE public.t DROP COLUMN code;

-- plinth: downgrade
ALTER TABLE public.t ADD COLUMN code text;

CREATE OR REPLACE VIEW public.v AS
SELECT id,
    code
   FROM public.t;
