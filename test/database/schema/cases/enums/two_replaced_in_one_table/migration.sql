-- plinth: upgrade
SET check_function_bodies = off;
DROP CAST (public.a AS public.b);
DROP INDEX public.t_a;
DROP FUNCTION public.f(public.a);
ALTER TYPE public.a RENAME TO a_old;
CREATE TYPE public.a AS ENUM ('y', 'x');

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.a may hold values that the new public.a does not have.
-- May fail: public.t.aa may hold values that the new public.a[] does not have.
ALTER TABLE public.t
    ALTER COLUMN a TYPE public.a USING a::text::public.a,
    ALTER COLUMN aa TYPE public.a[] USING aa::text[]::public.a[];

DROP TYPE public.a_old;
ALTER TYPE public.b RENAME TO b_old;
CREATE TYPE public.b AS ENUM ('y');

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.b may hold values that the new public.b does not have.
ALTER TABLE public.t ALTER COLUMN b TYPE public.b USING b::text::public.b;

DROP TYPE public.b_old;

-- Locks: public.t takes no writes while public.t_a is built.
CREATE INDEX t_a ON public.t USING btree (a) WHERE (b = 'y'::public.b);

CREATE OR REPLACE FUNCTION public.f(public.a)
 RETURNS public.b
 LANGUAGE sql
 IMMUTABLE
AS $function$ select 'y'::b $function$;

CREATE CAST (public.a AS public.b) WITH FUNCTION public.f(public.a);

-- plinth: downgrade
SET check_function_bodies = off;
DROP CAST (public.a AS public.b);
DROP FUNCTION public.f(public.a);
ALTER TYPE public.b ADD VALUE 'x' BEFORE 'y';
ALTER TYPE public.a RENAME TO a_old;
CREATE TYPE public.a AS ENUM ('x', 'y');

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.a may hold values that the new public.a does not have.
-- May fail: public.t.aa may hold values that the new public.a[] does not have.
ALTER TABLE public.t
    ALTER COLUMN a TYPE public.a USING a::text::public.a,
    ALTER COLUMN aa TYPE public.a[] USING aa::text[]::public.a[];

DROP TYPE public.a_old;

CREATE OR REPLACE FUNCTION public.f(public.a)
 RETURNS public.b
 LANGUAGE sql
 IMMUTABLE
AS $function$ select 'y'::b $function$;

CREATE CAST (public.a AS public.b) WITH FUNCTION public.f(public.a);
