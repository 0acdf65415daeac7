-- plinth: upgrade
DROP INDEX public.t_a;
ALTER TABLE public.t ALTER COLUMN a TYPE text;
DROP COLLATION public.c;
CREATE COLLATION public.c (provider = icu, locale = 'sv-SE');
ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE public.c;

-- Locks: public.t takes no writes while public.t_a is built.
CREATE INDEX t_a ON public.t USING btree (a);

-- plinth: downgrade
DROP INDEX public.t_a;
ALTER TABLE public.t ALTER COLUMN a TYPE text;
DROP COLLATION public.c;
CREATE COLLATION public.c (provider = icu, locale = 'de-DE');
ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE public.c;

-- Locks: public.t takes no writes while public.t_a is built.
CREATE INDEX t_a ON public.t USING btree (a);
