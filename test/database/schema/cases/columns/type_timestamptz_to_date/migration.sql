-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
-- Loses data: public.t.at from timestamp with time zone to date: what the new type cannot hold is lost.
-- Check the values: public.t.at is converted with the TimeZone of the session that runs it.
ALTER TABLE public.t ALTER COLUMN at TYPE date;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
-- Check the values: public.t.at is converted with the TimeZone of the session that runs it.
ALTER TABLE public.t ALTER COLUMN at TYPE timestamp with time zone;
