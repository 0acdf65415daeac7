-- plinth: upgrade
ALTER TABLE public.people ALTER COLUMN mood DROP DEFAULT;
DROP VIEW public.happy_people;

-- Rewrites: public.people is locked, and may be rewritten, while mood gets its type.
ALTER TABLE public.people ALTER COLUMN mood TYPE text USING mood::text;

DROP TYPE public.mood;
CREATE TYPE public.mood AS ENUM ('sad', 'happy');

-- Rewrites: public.people is locked, and may be rewritten, while mood gets its type.
-- May fail: public.people.mood may hold values that the new public.mood does not have.
ALTER TABLE public.people ALTER COLUMN mood TYPE public.mood USING mood::public.mood;

ALTER TABLE public.people ALTER COLUMN mood SET DEFAULT 'sad'::public.mood;

CREATE VIEW public.happy_people AS
SELECT id
   FROM public.people
  WHERE (mood = 'happy'::public.mood);

-- plinth: downgrade
ALTER TYPE public.mood ADD VALUE 'so so' BEFORE 'happy';
