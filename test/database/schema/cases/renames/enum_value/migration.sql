-- plinth: upgrade
ALTER TYPE public.mood RENAME VALUE 'happy' TO 'glad';

-- plinth: downgrade
ALTER TYPE public.mood RENAME VALUE 'glad' TO 'happy';
