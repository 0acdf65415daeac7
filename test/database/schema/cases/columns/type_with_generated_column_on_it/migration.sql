-- plinth: upgrade
ALTER TABLE public.t DROP COLUMN twice;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN n TYPE bigint;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ADD COLUMN twice bigint GENERATED ALWAYS AS ((n * 2)) STORED;

-- plinth: downgrade
ALTER TABLE public.t DROP COLUMN twice;

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.n from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN n TYPE integer;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ADD COLUMN twice integer GENERATED ALWAYS AS ((n * 2)) STORED;
