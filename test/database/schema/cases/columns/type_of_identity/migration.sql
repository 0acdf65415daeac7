-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN id TYPE bigint;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.id from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN id TYPE integer;
