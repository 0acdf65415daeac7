-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t SET LOGGED;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t SET UNLOGGED;
