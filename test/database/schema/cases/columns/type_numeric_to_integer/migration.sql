-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
-- Loses data: public.t.a from numeric(10,2) to integer: what the new type cannot hold is lost.
ALTER TABLE public.t ALTER COLUMN a TYPE integer;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.a from integer to numeric(10,2): a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN a TYPE numeric(10,2);
