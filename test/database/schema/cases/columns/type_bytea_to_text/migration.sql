-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN a TYPE text;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.a from text to bytea: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN a TYPE bytea USING a::bytea;
