-- plinth: upgrade
SET check_function_bodies = off;

CREATE VIEW public.v AS
SELECT a
   FROM public.t;

CREATE OR REPLACE FUNCTION public.ins()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin insert into t values (new.a); return new; end $function$;

CREATE TRIGGER ins INSTEAD OF INSERT ON public.v FOR EACH ROW EXECUTE FUNCTION public.ins();

-- plinth: downgrade
DROP VIEW public.v;
DROP FUNCTION public.ins();
