-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN code DROP DEFAULT;

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.code from text to integer: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN code TYPE integer USING code::integer;

ALTER TABLE public.t ALTER COLUMN code SET DEFAULT 0;

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN code DROP DEFAULT;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN code TYPE text;

ALTER TABLE public.t ALTER COLUMN code SET DEFAULT '0'::text;
