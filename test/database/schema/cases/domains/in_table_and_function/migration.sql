-- plinth: upgrade
SET check_function_bodies = off;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t
    ALTER COLUMN x TYPE text USING x::text,
    ALTER COLUMN y TYPE text[] USING y::text[];

DROP FUNCTION public.f(public.d);
DROP DOMAIN public.d;
CREATE DOMAIN public.d AS character varying(9);

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.x may hold values that the new public.d does not have.
-- May fail: public.t.y may hold values that the new public.d[] does not have.
ALTER TABLE public.t
    ALTER COLUMN x TYPE public.d USING x::public.d,
    ALTER COLUMN y TYPE public.d[] USING y::public.d[];

CREATE OR REPLACE FUNCTION public.f(x public.d)
 RETURNS public.d
 LANGUAGE sql
AS $function$select x$function$;

-- plinth: downgrade
SET check_function_bodies = off;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t
    ALTER COLUMN x TYPE text USING x::text,
    ALTER COLUMN y TYPE text[] USING y::text[];

DROP FUNCTION public.f(public.d);
DROP DOMAIN public.d;
CREATE DOMAIN public.d AS character varying(5);

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.x may hold values that the new public.d does not have.
-- May fail: public.t.y may hold values that the new public.d[] does not have.
ALTER TABLE public.t
    ALTER COLUMN x TYPE public.d USING x::public.d,
    ALTER COLUMN y TYPE public.d[] USING y::public.d[];

CREATE OR REPLACE FUNCTION public.f(x public.d)
 RETURNS public.d
 LANGUAGE sql
AS $function$select x$function$;
