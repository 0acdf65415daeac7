-- plinth: upgrade
-- Is public.users.email what public.users.old was? Then keep what it holds: instead of dropping the one and adding the other,
--   ALTER TABLE public.users RENAME COLUMN old TO email;

ALTER TABLE public.users ADD COLUMN born date DEFAULT '2000-01-01'::date NOT NULL;
ALTER TABLE public.users ADD COLUMN email text;

-- Loses data: the values of public.users.old are lost.
ALTER TABLE public.users DROP COLUMN old;

-- plinth: downgrade
ALTER TABLE public.users ADD COLUMN old text DEFAULT 'x'::text;

-- Loses data: the values of public.users.born are lost.
ALTER TABLE public.users DROP COLUMN born;

-- Loses data: the values of public.users.email are lost.
ALTER TABLE public.users DROP COLUMN email;
