-- plinth: upgrade
ALTER TABLE public.users ADD COLUMN full_name text;

-- Loses data: the values of public.users.name are lost.
ALTER TABLE public.users DROP COLUMN name;

-- plinth: downgrade
ALTER TABLE public.users ADD COLUMN name text;

-- Loses data: the values of public.users.full_name are lost.
ALTER TABLE public.users DROP COLUMN full_name;
