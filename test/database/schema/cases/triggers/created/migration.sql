-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.stamp()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin new.at := now(); return new; end $function$;

CREATE TRIGGER stamp BEFORE INSERT OR UPDATE OF a ON public.t FOR EACH ROW WHEN ((new.a > 0)) EXECUTE FUNCTION public.stamp('x', 'it''s');

-- plinth: downgrade
DROP TRIGGER stamp ON public.t;
DROP FUNCTION public.stamp();
