-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ADD COLUMN total integer GENERATED ALWAYS AS ((a + b)) STORED;

-- plinth: downgrade
ALTER TABLE public.t DROP COLUMN total;
