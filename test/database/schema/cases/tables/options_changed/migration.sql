-- plinth: upgrade
ALTER TABLE public.t RESET (autovacuum_enabled, toast.autovacuum_enabled);
ALTER TABLE public.t SET (autovacuum_vacuum_scale_factor=0.05, fillfactor=90);

-- plinth: downgrade
ALTER TABLE public.t RESET (autovacuum_vacuum_scale_factor);
ALTER TABLE public.t SET (autovacuum_enabled=false, fillfactor=70, toast.autovacuum_enabled=false);
