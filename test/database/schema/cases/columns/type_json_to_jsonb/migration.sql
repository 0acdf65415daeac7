-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
-- Loses data: public.t.j from json to jsonb: what the new type cannot hold is lost.
-- May fail: public.t.j from json to jsonb: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN j TYPE jsonb;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN j TYPE json;
