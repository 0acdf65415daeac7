-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN a TYPE bigint[];

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.a from bigint[] to integer[]: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN a TYPE integer[];
