-- plinth: upgrade
ALTER TABLE public.people ALTER COLUMN mood DROP DEFAULT;
DROP VIEW public.happy_people;
ALTER TYPE public.mood RENAME TO mood_old;
CREATE TYPE public.mood AS ENUM ('sad', 'happy');

-- Rewrites: public.people is locked and rewritten.
-- May fail: public.people.mood may hold values that the new public.mood does not have.
ALTER TABLE public.people ALTER COLUMN mood TYPE public.mood USING mood::text::public.mood;

DROP TYPE public.mood_old;
ALTER TABLE public.people ALTER COLUMN mood SET DEFAULT 'sad'::public.mood;

CREATE VIEW public.happy_people AS
SELECT id
   FROM public.people
  WHERE (mood = 'happy'::public.mood);

-- plinth: downgrade
ALTER TYPE public.mood ADD VALUE 'so so' BEFORE 'happy';
