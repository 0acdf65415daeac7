-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.n from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN n TYPE integer;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN n TYPE bigint;
