-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN b DROP DEFAULT;

-- Rewrites: public.t is locked and rewritten.
-- Loses data: public.t.b from integer to boolean: what the new type cannot hold is lost.
ALTER TABLE public.t ALTER COLUMN b TYPE boolean USING b <> 0;

ALTER TABLE public.t ALTER COLUMN b SET DEFAULT false;

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN b DROP DEFAULT;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN b TYPE integer USING b::integer;

ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 0;
