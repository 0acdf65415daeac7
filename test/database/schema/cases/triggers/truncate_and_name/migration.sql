-- plinth: upgrade
DROP TRIGGER "Old one" ON public.t;
CREATE TRIGGER "New one" AFTER TRUNCATE ON public.t FOR EACH STATEMENT EXECUTE FUNCTION public.f();

-- plinth: downgrade
DROP TRIGGER "New one" ON public.t;
CREATE TRIGGER "Old one" AFTER TRUNCATE ON public.t FOR EACH STATEMENT EXECUTE FUNCTION public.f();
