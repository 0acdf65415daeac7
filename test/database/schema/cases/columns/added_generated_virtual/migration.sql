-- plinth: upgrade
ALTER TABLE public.t ADD COLUMN total integer GENERATED ALWAYS AS ((a + b)) VIRTUAL;

-- plinth: downgrade
ALTER TABLE public.t DROP COLUMN total;
