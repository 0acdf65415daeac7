-- plinth: upgrade
DROP TRIGGER tr ON public.t;
DROP VIEW public.v;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN n TYPE bigint;

CREATE VIEW public.v AS
SELECT n,
    (n + 1) AS m
   FROM public.t;

CREATE TRIGGER tr BEFORE UPDATE OF n ON public.t FOR EACH ROW WHEN ((old.n IS DISTINCT FROM new.n)) EXECUTE FUNCTION public.f();

-- plinth: downgrade
DROP TRIGGER tr ON public.t;
DROP VIEW public.v;

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.n from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN n TYPE integer;

CREATE VIEW public.v AS
SELECT n,
    (n + 1) AS m
   FROM public.t;

CREATE TRIGGER tr BEFORE UPDATE OF n ON public.t FOR EACH ROW WHEN ((old.n IS DISTINCT FROM new.n)) EXECUTE FUNCTION public.f();
