-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN free TYPE numeric;

-- Rewrites: public.t is locked and rewritten.
-- Loses data: public.t.narrower from numeric(12,4) to numeric(12,2): what the new type cannot hold is lost.
ALTER TABLE public.t ALTER COLUMN narrower TYPE numeric(12,2);

ALTER TABLE public.t ALTER COLUMN wider TYPE numeric(12,2);

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
-- Loses data: public.t.free from numeric to numeric(8,2): what the new type cannot hold is lost.
-- May fail: public.t.free from numeric to numeric(8,2): a value that the new type does not take ends it.
-- May fail: public.t.narrower from numeric(12,2) to numeric(12,4): a value that the new type does not take ends it.
-- May fail: public.t.wider from numeric(12,2) to numeric(8,2): a value that the new type does not take ends it.
ALTER TABLE public.t
    ALTER COLUMN free TYPE numeric(8,2),
    ALTER COLUMN narrower TYPE numeric(12,4),
    ALTER COLUMN wider TYPE numeric(8,2);
