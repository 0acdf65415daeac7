-- plinth: upgrade
DROP VIEW public.v;

CREATE VIEW public.v AS
SELECT a
   FROM public.t;

-- plinth: downgrade
CREATE OR REPLACE VIEW public.v AS
SELECT a,
    b
   FROM public.t;
