-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.d from text to date: a value that the new type does not take ends it.
-- May fail: public.t.ts from text to timestamp with time zone: a value that the new type does not take ends it.
ALTER TABLE public.t
    ALTER COLUMN d TYPE date USING d::date,
    ALTER COLUMN ts TYPE timestamp with time zone USING ts::timestamp with time zone;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t
    ALTER COLUMN d TYPE text,
    ALTER COLUMN ts TYPE text;
