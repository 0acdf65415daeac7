-- plinth: upgrade
CREATE TYPE public.mood AS ENUM ('sad', 'it''s ok', '');
COMMENT ON TYPE public.mood IS 'moods';

CREATE TABLE public.t (
    m public.mood DEFAULT 'sad'::public.mood
);

-- plinth: downgrade
-- Loses data: the rows of public.t are lost.
DROP TABLE public.t;

DROP TYPE public.mood;
