-- plinth: upgrade
DROP VIEW public.v;

CREATE VIEW public.v AS
SELECT a
   FROM public.t;

CREATE TRIGGER i INSTEAD OF INSERT ON public.v FOR EACH ROW EXECUTE FUNCTION public.f();

-- plinth: downgrade
CREATE OR REPLACE VIEW public.v AS
SELECT a,
    1 AS b
   FROM public.t;
