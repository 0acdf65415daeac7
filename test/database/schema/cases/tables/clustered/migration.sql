-- plinth: upgrade
ALTER TABLE public.t CLUSTER ON t_b;

-- plinth: downgrade
ALTER TABLE public.t SET WITHOUT CLUSTER;
