-- plinth: upgrade
CREATE COLLATION public.c (provider = icu, locale = 'sv-SE');
ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE public.c;

-- Locks: public.t takes no writes while public.t_a is built.
CREATE INDEX t_a ON public.t USING btree (a);

CREATE VIEW public.v AS
SELECT a
   FROM public.t
  ORDER BY a;

-- plinth: downgrade
DROP INDEX public.t_a;
DROP VIEW public.v;

-- Locks: public.t is locked while t_a is built anew.
ALTER TABLE public.t ALTER COLUMN a TYPE text;

DROP COLLATION public.c;
