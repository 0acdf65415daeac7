-- plinth: upgrade
ALTER DOMAIN public.positive DROP CONSTRAINT above;

-- May fail: a column of the domain public.positive may hold other values.
ALTER DOMAIN public.positive ADD CONSTRAINT above CHECK ((VALUE >= 0));

-- plinth: downgrade
ALTER DOMAIN public.positive DROP CONSTRAINT above;

-- May fail: a column of the domain public.positive may hold other values.
ALTER DOMAIN public.positive ADD CONSTRAINT above CHECK ((VALUE > 0));
