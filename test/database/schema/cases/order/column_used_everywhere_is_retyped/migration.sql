-- plinth: upgrade
DROP POLICY p ON public.t;
DROP INDEX public.t_n;
ALTER TABLE public.t DROP CONSTRAINT t_n_check;
ALTER TABLE public.t ALTER COLUMN n DROP DEFAULT;
DROP MATERIALIZED VIEW public.mv;
DROP VIEW public.v;
ALTER TABLE public.t DROP COLUMN m;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN n TYPE numeric;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ADD COLUMN m integer GENERATED ALWAYS AS ((n + (1)::numeric)) STORED;

ALTER TABLE public.t ALTER COLUMN n SET DEFAULT 1;

-- May fail: rows of public.t may not satisfy t_n_check.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ADD CONSTRAINT t_n_check CHECK ((n > (0)::numeric));

-- Locks: public.t takes no writes while public.t_n is built.
CREATE INDEX t_n ON public.t USING btree (n) WHERE (n > (5)::numeric);

CREATE VIEW public.v AS
SELECT n,
    m
   FROM public.t;

GRANT SELECT ON TABLE public.v TO case_reader;

CREATE MATERIALIZED VIEW public.mv AS
SELECT n
   FROM public.v;

CREATE UNIQUE INDEX mv_n ON public.mv USING btree (n);

CREATE POLICY p ON public.t
    USING ((n > (0)::numeric));

-- plinth: downgrade
DROP POLICY p ON public.t;
DROP INDEX public.t_n;
ALTER TABLE public.t DROP CONSTRAINT t_n_check;
ALTER TABLE public.t ALTER COLUMN n DROP DEFAULT;
DROP MATERIALIZED VIEW public.mv;
DROP VIEW public.v;
ALTER TABLE public.t DROP COLUMN m;

-- Rewrites: public.t is locked and rewritten.
-- Loses data: public.t.n from numeric to integer: what the new type cannot hold is lost.
-- May fail: public.t.n from numeric to integer: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN n TYPE integer;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ADD COLUMN m integer GENERATED ALWAYS AS ((n + 1)) STORED;

ALTER TABLE public.t ALTER COLUMN n SET DEFAULT 1;

-- May fail: rows of public.t may not satisfy t_n_check.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ADD CONSTRAINT t_n_check CHECK ((n > 0));

-- Locks: public.t takes no writes while public.t_n is built.
CREATE INDEX t_n ON public.t USING btree (n) WHERE (n > 5);

CREATE VIEW public.v AS
SELECT n,
    m
   FROM public.t;

GRANT SELECT ON TABLE public.v TO case_reader;

CREATE MATERIALIZED VIEW public.mv AS
SELECT n
   FROM public.v;

CREATE UNIQUE INDEX mv_n ON public.mv USING btree (n);

CREATE POLICY p ON public.t
    USING ((n > 0));
