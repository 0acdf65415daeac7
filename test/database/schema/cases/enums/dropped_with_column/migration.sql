-- plinth: upgrade
-- Loses data: the values of public.t.m are lost.
ALTER TABLE public.t DROP COLUMN m;

DROP TYPE public.mood;

-- plinth: downgrade
CREATE TYPE public.mood AS ENUM ('sad', 'happy');
ALTER TABLE public.t ADD COLUMN m public.mood;
