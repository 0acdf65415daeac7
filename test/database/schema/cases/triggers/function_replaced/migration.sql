-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.g()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$begin return new; end$function$;

CREATE OR REPLACE TRIGGER c BEFORE INSERT ON public.t FOR EACH ROW EXECUTE FUNCTION public.g();
DROP FUNCTION public.f();

-- plinth: downgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.f()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$begin return new; end$function$;

CREATE OR REPLACE TRIGGER c BEFORE INSERT ON public.t FOR EACH ROW EXECUTE FUNCTION public.f();
DROP FUNCTION public.g();
