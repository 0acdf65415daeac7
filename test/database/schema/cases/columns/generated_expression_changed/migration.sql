-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN b SET EXPRESSION AS ((a * 3));

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN b SET EXPRESSION AS ((a * 2));
