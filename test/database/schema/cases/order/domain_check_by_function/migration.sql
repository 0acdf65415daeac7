-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.ok(text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$ select $1 <> '' $function$;

CREATE DOMAIN public.d AS text CONSTRAINT d_check CHECK (public.ok(VALUE));

CREATE TABLE public.t (
    a public.d
);

-- plinth: downgrade
-- Loses data: the rows of public.t are lost.
DROP TABLE public.t;

DROP DOMAIN public.d;
DROP FUNCTION public.ok(text);
