-- plinth: upgrade
ALTER TABLE public.t ADD COLUMN c text;
DROP MATERIALIZED VIEW public.three;
DROP VIEW public.two;
DROP VIEW public.one;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN a TYPE bigint;

CREATE VIEW public.one AS
SELECT a,
    c
   FROM public.t;

CREATE VIEW public.two AS
SELECT a
   FROM public.one;

GRANT SELECT ON TABLE public.two TO pg_monitor;
COMMENT ON VIEW public.two IS 'the second';

CREATE MATERIALIZED VIEW public.three AS
SELECT a
   FROM public.two;

CREATE UNIQUE INDEX three_a ON public.three USING btree (a);

-- plinth: downgrade
DROP MATERIALIZED VIEW public.three;
DROP VIEW public.two;
DROP VIEW public.one;

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.a from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN a TYPE integer;

CREATE VIEW public.one AS
SELECT a,
    b
   FROM public.t;

CREATE VIEW public.two AS
SELECT a
   FROM public.one;

GRANT SELECT ON TABLE public.two TO pg_monitor;
COMMENT ON VIEW public.two IS 'the second';

CREATE MATERIALIZED VIEW public.three AS
SELECT a
   FROM public.two;

CREATE UNIQUE INDEX three_a ON public.three USING btree (a);

-- Loses data: the values of public.t.c are lost.
ALTER TABLE public.t DROP COLUMN c;
