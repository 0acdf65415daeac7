-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN s TYPE text USING s::text;

DROP TYPE public.span;
CREATE TYPE public.span AS RANGE (SUBTYPE = bigint);

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.s may hold values that the new public.span does not have.
ALTER TABLE public.t ALTER COLUMN s TYPE public.span USING s::public.span;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN s TYPE text USING s::text;

DROP TYPE public.span;
CREATE TYPE public.span AS RANGE (SUBTYPE = integer);

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.s may hold values that the new public.span does not have.
ALTER TABLE public.t ALTER COLUMN s TYPE public.span USING s::public.span;
