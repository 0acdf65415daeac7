-- plinth: upgrade
-- Rewrites: public.counts is locked and rewritten.
ALTER TABLE public.counts SET UNLOGGED;

ALTER SEQUENCE public.counts_id_seq SET LOGGED;

-- Rewrites: public.drafts is locked and rewritten.
ALTER TABLE public.drafts SET LOGGED;

ALTER SEQUENCE public.drafts_id_seq SET UNLOGGED;

-- Rewrites: public.notes is locked and rewritten.
ALTER TABLE public.notes SET UNLOGGED;

-- plinth: downgrade
-- Rewrites: public.counts is locked and rewritten.
ALTER TABLE public.counts SET LOGGED;

-- Rewrites: public.drafts is locked and rewritten.
ALTER TABLE public.drafts SET UNLOGGED;

-- Rewrites: public.notes is locked and rewritten.
ALTER TABLE public.notes SET LOGGED;
