-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN a TYPE inet;

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.b from text to inet: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN b TYPE inet USING b::inet;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
-- Loses data: public.t.a from inet to cidr: what the new type cannot hold is lost.
ALTER TABLE public.t
    ALTER COLUMN a TYPE cidr,
    ALTER COLUMN b TYPE text;
