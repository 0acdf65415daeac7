-- plinth: upgrade
DROP VIEW public.v;
DROP OPERATOR public.~~~(integer, integer);
CREATE OPERATOR public.~~~ (FUNCTION = public.near, LEFTARG = integer, RIGHTARG = integer, COMMUTATOR = OPERATOR(public.~~~));

CREATE VIEW public.v AS
SELECT (1 OPERATOR(public.~~~) 2) AS x;

-- plinth: downgrade
DROP VIEW public.v;
DROP OPERATOR public.~~~(integer, integer);
CREATE OPERATOR public.~~~ (FUNCTION = public.near, LEFTARG = integer, RIGHTARG = integer);

CREATE VIEW public.v AS
SELECT (1 OPERATOR(public.~~~) 2) AS x;
