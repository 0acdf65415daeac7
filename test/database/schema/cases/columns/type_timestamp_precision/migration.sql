-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN a TYPE timestamp with time zone;

-- Rewrites: public.t is locked and rewritten.
-- Loses data: public.t.b from timestamp with time zone to timestamp(0) with time zone: what the new type cannot hold is lost.
ALTER TABLE public.t ALTER COLUMN b TYPE timestamp(0) with time zone;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
-- Loses data: public.t.a from timestamp with time zone to timestamp(3) with time zone: what the new type cannot hold is lost.
ALTER TABLE public.t ALTER COLUMN a TYPE timestamp(3) with time zone;

ALTER TABLE public.t ALTER COLUMN b TYPE timestamp with time zone;
