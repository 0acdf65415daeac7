-- plinth: upgrade
SET check_function_bodies = off;
CREATE COLLATION public.german (provider = icu, locale = 'de-DE');

CREATE TYPE public.money_of AS (
    amount integer,
    unit text
);

CREATE STATISTICS public.t_stats ON a, (a + 1) FROM public.t;

CREATE OR REPLACE FUNCTION public.add_all(state integer, value integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$select state + value$function$;

CREATE OR REPLACE FUNCTION public.amount_of(m public.money_of)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$select m.amount$function$;

CREATE OR REPLACE FUNCTION public.same_money(a public.money_of, b public.money_of)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$select a.amount = b.amount$function$;

CREATE OR REPLACE PROCEDURE public.noop(INOUT x integer)
 LANGUAGE sql
AS $procedure$select x$procedure$;

CREATE AGGREGATE public.total(integer) (SFUNC = public.add_all, STYPE = integer, INITCOND = '0');
CREATE OPERATOR public.=== (FUNCTION = public.same_money, LEFTARG = public.money_of, RIGHTARG = public.money_of, COMMUTATOR = OPERATOR(public.===));
CREATE CAST (public.money_of AS integer) WITH FUNCTION public.amount_of(public.money_of) AS ASSIGNMENT;

-- plinth: downgrade
DROP CAST (public.money_of AS integer);
DROP OPERATOR public.===(public.money_of, public.money_of);
DROP STATISTICS public.t_stats;
DROP COLLATION public.german;
DROP AGGREGATE public.total(integer);
DROP PROCEDURE public.noop(integer);
DROP FUNCTION public.add_all(integer, integer);
DROP FUNCTION public.amount_of(public.money_of);
DROP FUNCTION public.same_money(public.money_of, public.money_of);
DROP TYPE public.money_of;
