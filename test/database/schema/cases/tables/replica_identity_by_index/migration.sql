-- plinth: upgrade
ALTER TABLE public.t REPLICA IDENTITY USING INDEX t_b;

-- plinth: downgrade
ALTER TABLE public.t REPLICA IDENTITY USING INDEX t_a;
