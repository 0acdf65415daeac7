-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN m TYPE text USING m::text;

-- Rewrites: public.u is locked and rewritten.
ALTER TABLE public.u ALTER COLUMN p TYPE text USING p::text;

DROP TYPE public.pair;
DROP DOMAIN public.calm;
ALTER TYPE public.mood RENAME TO mood_old;
CREATE TYPE public.mood AS ENUM ('sad', 'happy');
CREATE DOMAIN public.calm AS public.mood CONSTRAINT c CHECK ((VALUE <> 'happy'::public.mood));

CREATE TYPE public.pair AS (
    m public.mood,
    x integer
);

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.m may hold values that the new public.calm does not have.
-- May fail: public.t.n may hold values that the new public.mood does not have.
ALTER TABLE public.t
    ALTER COLUMN m TYPE public.calm USING m::public.calm,
    ALTER COLUMN n TYPE public.mood USING n::text::public.mood;

DROP TYPE public.mood_old;

-- Rewrites: public.u is locked and rewritten.
-- May fail: public.u.p may hold values that the new public.pair does not have.
ALTER TABLE public.u ALTER COLUMN p TYPE public.pair USING p::public.pair;

-- plinth: downgrade
ALTER TYPE public.mood ADD VALUE 'gone';
