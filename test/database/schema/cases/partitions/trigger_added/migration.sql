-- plinth: upgrade
CREATE TRIGGER stamp BEFORE INSERT ON public.events FOR EACH ROW EXECUTE FUNCTION public.f();

-- plinth: downgrade
DROP TRIGGER stamp ON public.events;
