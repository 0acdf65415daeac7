-- plinth: upgrade
ALTER TABLE public.child ALTER COLUMN n SET DEFAULT 3;

-- plinth: downgrade
ALTER TABLE public.child ALTER COLUMN n SET DEFAULT 2;
