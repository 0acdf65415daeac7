-- plinth: upgrade
-- Is public.fresh what public.old was? Then keep what it holds: instead of dropping the one and adding the other,
--   ALTER TABLE public.old RENAME TO fresh;

CREATE TABLE public.fresh (
    a integer
);

CREATE OR REPLACE VIEW public.v AS
SELECT a
   FROM public.fresh;

-- Loses data: the rows of public.old are lost.
DROP TABLE public.old;

-- plinth: downgrade
CREATE TABLE public.old (
    a integer
);

CREATE OR REPLACE VIEW public.v AS
SELECT a
   FROM public.old;

-- Loses data: the rows of public.fresh are lost.
DROP TABLE public.fresh;
