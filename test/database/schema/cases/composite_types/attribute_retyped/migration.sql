-- plinth: upgrade
ALTER TYPE public.pair ALTER ATTRIBUTE a SET DATA TYPE bigint;

-- plinth: downgrade
ALTER TYPE public.pair ALTER ATTRIBUTE a SET DATA TYPE integer;
