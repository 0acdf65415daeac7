-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN p TYPE text USING p::text;

DROP TYPE public.pair;

CREATE TYPE public.pair AS (
    a bigint,
    b text
);

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.p may hold values that the new public.pair does not have.
ALTER TABLE public.t ALTER COLUMN p TYPE public.pair USING p::public.pair;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN p TYPE text USING p::text;

DROP TYPE public.pair;

CREATE TYPE public.pair AS (
    a integer,
    b text
);

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.p may hold values that the new public.pair does not have.
ALTER TABLE public.t ALTER COLUMN p TYPE public.pair USING p::public.pair;
