-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.at from bigint to timestamp with time zone: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN at TYPE timestamp with time zone USING pg_catalog.to_timestamp(at::double precision);

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
-- Loses data: public.t.at from timestamp with time zone to bigint: what the new type cannot hold is lost.
-- May fail: public.t.at from timestamp with time zone to bigint: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN at TYPE bigint USING EXTRACT(epoch FROM at)::bigint;
