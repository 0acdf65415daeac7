-- plinth: upgrade
-- Is 'glad' what public.mood 'happy' was? Then keep what it holds: instead of dropping the one and adding the other,
--   ALTER TYPE public.mood RENAME VALUE 'happy' TO 'glad';

ALTER TYPE public.mood RENAME TO mood_old;
CREATE TYPE public.mood AS ENUM ('sad', 'glad');

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.m may hold values that the new public.mood does not have.
ALTER TABLE public.t ALTER COLUMN m TYPE public.mood USING m::text::public.mood;

DROP TYPE public.mood_old;

-- plinth: downgrade
ALTER TYPE public.mood RENAME TO mood_old;
CREATE TYPE public.mood AS ENUM ('sad', 'happy');

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.m may hold values that the new public.mood does not have.
ALTER TABLE public.t ALTER COLUMN m TYPE public.mood USING m::text::public.mood;

DROP TYPE public.mood_old;
