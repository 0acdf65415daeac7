-- plinth: upgrade
DROP POLICY p ON public.t;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN n TYPE bigint;

CREATE POLICY p ON public.t
    USING ((n < 100));

-- plinth: downgrade
DROP POLICY p ON public.t;

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.n from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN n TYPE integer;

CREATE POLICY p ON public.t
    USING ((n < 100));
