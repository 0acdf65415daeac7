-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN s DROP DEFAULT;

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.s from text to public.state: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN s TYPE public.state USING s::public.state;

ALTER TABLE public.t ALTER COLUMN s SET DEFAULT 'new'::public.state;

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN s DROP DEFAULT;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN s TYPE text;

ALTER TABLE public.t ALTER COLUMN s SET DEFAULT 'new'::text;
