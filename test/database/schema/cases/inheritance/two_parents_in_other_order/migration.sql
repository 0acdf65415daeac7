-- plinth: upgrade
ALTER TABLE public.c NO INHERIT public.a;
ALTER TABLE public.c NO INHERIT public.b;
ALTER TABLE public.c INHERIT public.b;
ALTER TABLE public.c INHERIT public.a;

-- plinth: downgrade
ALTER TABLE public.c NO INHERIT public.b;
ALTER TABLE public.c NO INHERIT public.a;
ALTER TABLE public.c INHERIT public.a;
ALTER TABLE public.c INHERIT public.b;
