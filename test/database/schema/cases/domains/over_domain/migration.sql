-- plinth: upgrade
-- May fail: a column of the domain public.two may hold other values.
ALTER DOMAIN public.two ADD CONSTRAINT two_check CHECK (((VALUE)::integer < 100));

-- plinth: downgrade
ALTER DOMAIN public.two DROP CONSTRAINT two_check;
