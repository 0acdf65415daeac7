-- plinth: upgrade
CREATE SCHEMA s;
COMMENT ON SCHEMA s IS 'it''s a schema; -- with marks';

COMMENT ON TABLE public.t IS E'two
lines \\ and $$';

COMMENT ON COLUMN public.t.a IS NULL;
COMMENT ON COLUMN public.t.id IS 'key';

-- May fail: rows of public.t may not satisfy c.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ADD CONSTRAINT c CHECK ((id > 0));

COMMENT ON CONSTRAINT c ON public.t IS 'positive';

-- Locks: public.t takes no writes while public.i is built.
CREATE INDEX i ON public.t USING btree (a);

COMMENT ON INDEX public.i IS 'by a';

-- plinth: downgrade
DROP INDEX public.i;
ALTER TABLE public.t DROP CONSTRAINT c;
COMMENT ON TABLE public.t IS 'old';
COMMENT ON COLUMN public.t.a IS 'goes';
COMMENT ON COLUMN public.t.id IS NULL;
DROP SCHEMA s;
