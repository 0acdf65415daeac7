-- plinth: upgrade
DROP VIEW public.t;

CREATE TABLE public.t (
    a integer
);

-- plinth: downgrade
-- Loses data: the rows of public.t are lost.
DROP TABLE public.t;

CREATE VIEW public.t AS
SELECT 1 AS a;
