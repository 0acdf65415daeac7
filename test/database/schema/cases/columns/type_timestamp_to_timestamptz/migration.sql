-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN at DROP DEFAULT;

-- Rewrites: public.t is locked and rewritten.
-- Check the values: public.t.at is converted with the TimeZone of the session that runs it.
ALTER TABLE public.t ALTER COLUMN at TYPE timestamp with time zone;

ALTER TABLE public.t ALTER COLUMN at SET DEFAULT '2000-01-01 00:00:00+00'::timestamp with time zone;

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN at DROP DEFAULT;

-- Rewrites: public.t is locked and rewritten.
-- Check the values: public.t.at is converted with the TimeZone of the session that runs it.
ALTER TABLE public.t ALTER COLUMN at TYPE timestamp without time zone;

ALTER TABLE public.t ALTER COLUMN at SET DEFAULT '2000-01-01 00:00:00'::timestamp without time zone;
