-- plinth: upgrade
ALTER TABLE public.t DISABLE RULE r;

-- plinth: downgrade
ALTER TABLE public.t ENABLE RULE r;
