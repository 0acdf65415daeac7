-- plinth: upgrade
ALTER TABLE public.p ADD COLUMN d text;

CREATE OR REPLACE VIEW public.v AS
SELECT a,
    b,
    d
   FROM public.c;

-- plinth: downgrade
DROP VIEW public.v;

CREATE VIEW public.v AS
SELECT a,
    b
   FROM public.c;

-- Loses data: the values of public.p.d are lost.
ALTER TABLE public.p DROP COLUMN d;
