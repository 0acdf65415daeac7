-- plinth: upgrade
ALTER DOMAIN public.positive ADD CONSTRAINT above CHECK ((VALUE > 0)) NOT VALID;

-- plinth: downgrade
ALTER DOMAIN public.positive DROP CONSTRAINT above;
