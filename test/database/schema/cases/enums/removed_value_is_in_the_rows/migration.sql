-- plinth: upgrade
ALTER TYPE public.mood RENAME TO mood_old;
CREATE TYPE public.mood AS ENUM ('sad', 'happy');

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.m may hold values that the new public.mood does not have.
ALTER TABLE public.t ALTER COLUMN m TYPE public.mood USING m::text::public.mood;

DROP TYPE public.mood_old;

-- plinth: downgrade
ALTER TYPE public.mood ADD VALUE 'gone';
