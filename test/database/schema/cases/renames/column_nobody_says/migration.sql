-- plinth: upgrade
-- Is public.users.full_name what public.users.name was? Then keep what it holds: instead of dropping the one and adding the other,
--   ALTER TABLE public.users RENAME COLUMN name TO full_name;

ALTER TABLE public.users ADD COLUMN full_name text;

-- Loses data: the values of public.users.name are lost.
ALTER TABLE public.users DROP COLUMN name;

-- plinth: downgrade
ALTER TABLE public.users ADD COLUMN name text;

-- Loses data: the values of public.users.full_name are lost.
ALTER TABLE public.users DROP COLUMN full_name;
