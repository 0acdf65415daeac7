-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.same(a integer, b text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$select a::text = b$function$;

CREATE OR REPLACE FUNCTION public.same(a text, b integer)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$select a = b::text$function$;

CREATE OPERATOR public.=== (FUNCTION = public.same, LEFTARG = integer, RIGHTARG = text, COMMUTATOR = OPERATOR(public.===), RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel);
CREATE OPERATOR public.=== (FUNCTION = public.same, LEFTARG = text, RIGHTARG = integer, COMMUTATOR = OPERATOR(public.===));

-- plinth: downgrade
DROP OPERATOR public.===(integer, text);
DROP OPERATOR public.===(text, integer);
DROP FUNCTION public.same(integer, text);
DROP FUNCTION public.same(text, integer);
