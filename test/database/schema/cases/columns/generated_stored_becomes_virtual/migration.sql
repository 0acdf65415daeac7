-- plinth: upgrade
ALTER TABLE public.t DROP COLUMN b;
ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS ((a * 2)) VIRTUAL;

-- plinth: downgrade
ALTER TABLE public.t DROP COLUMN b;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS ((a * 2)) STORED;
