-- plinth: upgrade
ALTER DOMAIN public.positive DROP CONSTRAINT positive_check;
ALTER DOMAIN public.positive SET DEFAULT 1;

-- May fail: a column of the domain public.positive may hold NULL.
ALTER DOMAIN public.positive SET NOT NULL;

CREATE DOMAIN public.words AS text[];

-- May fail: a column of the domain public.positive may hold other values.
ALTER DOMAIN public.positive ADD CONSTRAINT above_zero CHECK ((VALUE > 0));

-- May fail: a column of the domain public.positive may hold other values.
ALTER DOMAIN public.positive ADD CONSTRAINT below CHECK ((VALUE < 1000));

ALTER TYPE public.pair ADD ATTRIBUTE c date;
CREATE TYPE public.period AS RANGE (SUBTYPE = date);
ALTER TABLE public.t ADD COLUMN r public.period;

-- plinth: downgrade
ALTER DOMAIN public.positive DROP CONSTRAINT above_zero;
ALTER DOMAIN public.positive DROP CONSTRAINT below;
ALTER DOMAIN public.positive DROP DEFAULT;
ALTER DOMAIN public.positive DROP NOT NULL;

-- May fail: a column of the domain public.positive may hold other values.
ALTER DOMAIN public.positive ADD CONSTRAINT positive_check CHECK ((VALUE > 0));

-- Loses data: c of all values of public.pair is lost.
ALTER TYPE public.pair DROP ATTRIBUTE c;

-- Loses data: the values of public.t.r are lost.
ALTER TABLE public.t DROP COLUMN r;

DROP TYPE public.period;
DROP DOMAIN public.words;
