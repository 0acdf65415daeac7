-- plinth: upgrade
ALTER TABLE public.t NOT OF;

-- plinth: downgrade
ALTER TABLE public.t OF public.pair;
