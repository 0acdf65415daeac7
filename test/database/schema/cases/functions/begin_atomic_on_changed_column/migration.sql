-- plinth: upgrade
DROP FUNCTION public.total();

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN a TYPE bigint;

CREATE OR REPLACE FUNCTION public.total()
 RETURNS numeric
 LANGUAGE sql
BEGIN ATOMIC
 SELECT sum(t.a) AS sum
    FROM public.t;
END;

-- plinth: downgrade
DROP FUNCTION public.total();

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.a from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN a TYPE integer;

CREATE OR REPLACE FUNCTION public.total()
 RETURNS numeric
 LANGUAGE sql
BEGIN ATOMIC
 SELECT sum(t.a) AS sum
    FROM public.t;
END;
