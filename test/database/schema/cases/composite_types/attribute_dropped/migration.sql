-- plinth: upgrade
-- Loses data: b of all values of public.pair is lost.
ALTER TYPE public.pair DROP ATTRIBUTE b;

-- plinth: downgrade
ALTER TYPE public.pair ADD ATTRIBUTE b text;
