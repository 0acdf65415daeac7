-- plinth: upgrade
CREATE TRIGGER c AFTER UPDATE ON public.t REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION public.f();

-- plinth: downgrade
DROP TRIGGER c ON public.t;
