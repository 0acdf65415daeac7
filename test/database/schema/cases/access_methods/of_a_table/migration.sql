-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t SET ACCESS METHOD mine;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t SET ACCESS METHOD heap;
