-- plinth: upgrade
ALTER TABLE public.t DISABLE TRIGGER one;
ALTER TABLE public.t ENABLE TRIGGER three;
ALTER TABLE public.t ENABLE ALWAYS TRIGGER two;

-- plinth: downgrade
ALTER TABLE public.t ENABLE TRIGGER one;
ALTER TABLE public.t DISABLE TRIGGER three;
ALTER TABLE public.t ENABLE TRIGGER two;
