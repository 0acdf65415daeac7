-- plinth: upgrade
ALTER SEQUENCE public.numbers SET UNLOGGED;

-- plinth: downgrade
ALTER SEQUENCE public.numbers SET LOGGED;
