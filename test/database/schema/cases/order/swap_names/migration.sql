-- plinth: upgrade
-- Is public.b what public.a was? Then keep what it holds: instead of dropping the one and adding the other,
--   ALTER TABLE public.a RENAME TO b;

DROP VIEW public.b;

CREATE TABLE public.b (
    x integer
);

-- Loses data: the rows of public.a are lost.
DROP TABLE public.a;

CREATE VIEW public.a AS
SELECT 1 AS y;

-- plinth: downgrade
DROP VIEW public.a;

CREATE TABLE public.a (
    x integer
);

-- Loses data: the rows of public.b are lost.
DROP TABLE public.b;

CREATE VIEW public.b AS
SELECT 1 AS y;
