-- plinth: upgrade
ALTER DOMAIN public.d SET DEFAULT 2;

-- May fail: a column of the domain public.d may hold NULL.
ALTER DOMAIN public.d SET NOT NULL;

-- plinth: downgrade
ALTER DOMAIN public.d SET DEFAULT 1;
ALTER DOMAIN public.d DROP NOT NULL;
