-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN b TYPE smallint USING b::integer::smallint;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
-- Loses data: public.t.b from smallint to boolean: what the new type cannot hold is lost.
ALTER TABLE public.t ALTER COLUMN b TYPE boolean USING b <> 0;
