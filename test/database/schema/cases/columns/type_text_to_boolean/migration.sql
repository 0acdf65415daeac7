-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.b from text to boolean: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN b TYPE boolean USING b::boolean;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN b TYPE text;
