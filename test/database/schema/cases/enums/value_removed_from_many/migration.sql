-- plinth: upgrade
SET check_function_bodies = off;
ALTER TABLE public.a ALTER COLUMN m DROP DEFAULT;
ALTER TABLE public.a ALTER COLUMN n DROP DEFAULT;
DROP FUNCTION public.f(public.mood);
DROP VIEW public.v;
DROP TYPE public.pair;
DROP DOMAIN public.calm;
ALTER TYPE public.mood RENAME TO mood_old;
CREATE TYPE public.mood AS ENUM ('sad', 'happy');
CREATE DOMAIN public.calm AS public.mood CONSTRAINT calm_check CHECK ((VALUE <> 'happy'::public.mood));

CREATE TYPE public.pair AS (
    m public.mood,
    x integer
);

-- Rewrites: public.a is locked and rewritten.
-- May fail: public.a.m may hold values that the new public.mood does not have.
-- May fail: public.a.n may hold values that the new public.mood[] does not have.
ALTER TABLE public.a
    ALTER COLUMN m TYPE public.mood USING m::text::public.mood,
    ALTER COLUMN n TYPE public.mood[] USING n::text[]::public.mood[];

-- Rewrites: public.b is locked and rewritten.
-- May fail: public.b.m may hold values that the new public.mood does not have.
ALTER TABLE public.b ALTER COLUMN m TYPE public.mood USING m::text::public.mood;

DROP TYPE public.mood_old;
ALTER TABLE public.a ALTER COLUMN m SET DEFAULT 'sad'::public.mood;
ALTER TABLE public.a ALTER COLUMN n SET DEFAULT '{sad}'::public.mood[];

CREATE VIEW public.v AS
SELECT m
   FROM public.a
  WHERE (m = 'sad'::public.mood);

CREATE OR REPLACE FUNCTION public.f(m public.mood)
 RETURNS public.mood
 LANGUAGE sql
AS $function$select m$function$;

-- plinth: downgrade
ALTER TYPE public.mood ADD VALUE 'so so' BEFORE 'happy';
