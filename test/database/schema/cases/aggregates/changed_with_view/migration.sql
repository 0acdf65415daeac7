-- plinth: upgrade
DROP VIEW public.v;
DROP AGGREGATE public.total(integer);
CREATE AGGREGATE public.total(integer) (SFUNC = public.plus, STYPE = integer, INITCOND = '0');

CREATE VIEW public.v AS
SELECT public.total(n) AS total
   FROM generate_series(1, 3) n(n);

-- plinth: downgrade
DROP VIEW public.v;
DROP AGGREGATE public.total(integer);
CREATE AGGREGATE public.total(integer) (SFUNC = public.plus, STYPE = integer);

CREATE VIEW public.v AS
SELECT public.total(n) AS total
   FROM generate_series(1, 3) n(n);
