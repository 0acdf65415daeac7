-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.id from text to uuid: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN id TYPE uuid USING id::uuid;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN id TYPE text;
