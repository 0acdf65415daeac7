-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN n DROP DEFAULT;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN n TYPE bigint;

ALTER TABLE public.t ALTER COLUMN n SET DEFAULT 7;

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN n DROP DEFAULT;

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.id from bigint to integer: a value that the new type does not take ends it.
-- May fail: public.t.n from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.t
    ALTER COLUMN id TYPE integer,
    ALTER COLUMN n TYPE integer;

ALTER TABLE public.t ALTER COLUMN n SET DEFAULT 7;
