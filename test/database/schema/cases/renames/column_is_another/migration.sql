-- plinth: upgrade
-- Loses data: the values of public.users.name are lost.
ALTER TABLE public.users DROP COLUMN name;

ALTER TABLE public.users ADD COLUMN full_name text;

-- plinth: downgrade
-- Loses data: the values of public.users.full_name are lost.
ALTER TABLE public.users DROP COLUMN full_name;

ALTER TABLE public.users ADD COLUMN name text;
