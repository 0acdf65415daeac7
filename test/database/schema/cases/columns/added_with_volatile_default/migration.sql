-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ADD COLUMN token uuid DEFAULT gen_random_uuid() NOT NULL;

-- plinth: downgrade
-- Loses data: the values of public.t.token are lost.
ALTER TABLE public.t DROP COLUMN token;
