-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN a TYPE text;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.a from text to character varying(5): a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN a TYPE character varying(5) COLLATE pg_catalog."C";
