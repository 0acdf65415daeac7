-- plinth: upgrade
ALTER TABLE public.child NO INHERIT public.parent;

-- plinth: downgrade
ALTER TABLE public.child INHERIT public.parent;
