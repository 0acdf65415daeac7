-- plinth: upgrade
ALTER TABLE public.users RENAME COLUMN name TO full_name;

ALTER TABLE public.users RENAME CONSTRAINT users_name_not_null TO users_full_name_not_null;

-- plinth: downgrade
ALTER TABLE public.users RENAME CONSTRAINT users_full_name_not_null TO users_name_not_null;

ALTER TABLE public.users RENAME COLUMN full_name TO name;
