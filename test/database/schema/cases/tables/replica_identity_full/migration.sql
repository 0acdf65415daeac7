-- plinth: upgrade
ALTER TABLE public.t REPLICA IDENTITY FULL;

-- plinth: downgrade
ALTER TABLE public.t REPLICA IDENTITY DEFAULT;
