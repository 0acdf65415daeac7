-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.j from text to jsonb: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN j TYPE jsonb USING j::jsonb;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN j TYPE text;
