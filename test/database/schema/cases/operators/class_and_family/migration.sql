-- plinth: upgrade
SET check_function_bodies = off;

CREATE TABLE public.t (
    a integer
);

CREATE OR REPLACE FUNCTION public.cmp(a integer, b integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$select case when abs(a) < abs(b) then -1 when abs(a) > abs(b) then 1 else 0 end$function$;

CREATE OR REPLACE FUNCTION public.lt(a integer, b integer)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$select abs(a) < abs(b)$function$;

CREATE OPERATOR public.<<< (FUNCTION = public.lt, LEFTARG = integer, RIGHTARG = integer);
CREATE OPERATOR FAMILY public.by_size USING btree;
CREATE OPERATOR CLASS public.by_size FOR TYPE integer USING btree FAMILY public.by_size AS FUNCTION 1 (integer, integer) public.cmp(integer,integer), OPERATOR 1 public.<<<(integer,integer);
CREATE INDEX t_a ON public.t USING btree (a public.by_size);

-- plinth: downgrade
-- Loses data: the rows of public.t are lost.
DROP TABLE public.t;

DROP OPERATOR CLASS public.by_size USING btree;
DROP OPERATOR FAMILY public.by_size USING btree;
DROP OPERATOR public.<<<(integer, integer);
DROP FUNCTION public.cmp(integer, integer);
DROP FUNCTION public.lt(integer, integer);
