-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN m DROP DEFAULT;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN m TYPE text;

ALTER TABLE public.t ALTER COLUMN m SET DEFAULT 'sad'::text;
DROP TYPE public.mood;

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN m DROP DEFAULT;
CREATE TYPE public.mood AS ENUM ('sad', 'happy');

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.m from text to public.mood: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN m TYPE public.mood USING m::public.mood;

ALTER TABLE public.t ALTER COLUMN m SET DEFAULT 'sad'::public.mood;
