-- plinth: upgrade
DROP VIEW public.v3;
DROP VIEW public.v2;
DROP VIEW public.v1;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN a TYPE bigint;

CREATE VIEW public.v1 AS
SELECT a
   FROM public.t;

CREATE VIEW public.v2 AS
SELECT a,
    1 AS one
   FROM public.v1;

CREATE VIEW public.v3 AS
SELECT v1.a,
    v2.one
   FROM (public.v1
     JOIN public.v2 USING (a));

-- plinth: downgrade
DROP VIEW public.v3;
DROP VIEW public.v2;
DROP VIEW public.v1;

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.a from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN a TYPE integer;

CREATE VIEW public.v1 AS
SELECT a
   FROM public.t;

CREATE VIEW public.v2 AS
SELECT a,
    1 AS one
   FROM public.v1;

CREATE VIEW public.v3 AS
SELECT v1.a,
    v2.one
   FROM (public.v1
     JOIN public.v2 USING (a));
