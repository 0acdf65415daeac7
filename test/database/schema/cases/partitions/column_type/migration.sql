-- plinth: upgrade
-- Rewrites: public.events is locked and rewritten.
ALTER TABLE public.events ALTER COLUMN id TYPE bigint;

-- plinth: downgrade
-- Rewrites: public.events is locked and rewritten.
-- May fail: public.events.id from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.events ALTER COLUMN id TYPE integer;
