-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION;

-- plinth: downgrade
-- Loses data: the values of public.t.b are lost.
ALTER TABLE public.t DROP COLUMN b;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS ((a * 2)) STORED;
