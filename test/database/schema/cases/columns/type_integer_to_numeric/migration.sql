-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t
    ALTER COLUMN a TYPE numeric(12,2),
    ALTER COLUMN b TYPE numeric;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
-- Loses data: public.t.a from numeric(12,2) to integer: what the new type cannot hold is lost.
-- May fail: public.t.a from numeric(12,2) to integer: a value that the new type does not take ends it.
-- Loses data: public.t.b from numeric to bigint: what the new type cannot hold is lost.
-- May fail: public.t.b from numeric to bigint: a value that the new type does not take ends it.
ALTER TABLE public.t
    ALTER COLUMN a TYPE integer,
    ALTER COLUMN b TYPE bigint;
