-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN c DROP DEFAULT;
DROP VIEW public.v;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN c TYPE text USING c::text;

DROP DOMAIN public.code;
CREATE DOMAIN public.code AS bigint;

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.c may hold values that the new public.code does not have.
ALTER TABLE public.t ALTER COLUMN c TYPE public.code USING c::public.code;

ALTER TABLE public.t ALTER COLUMN c SET DEFAULT 5;

CREATE VIEW public.v AS
SELECT c
   FROM public.t;

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN c DROP DEFAULT;
DROP VIEW public.v;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN c TYPE text USING c::text;

DROP DOMAIN public.code;
CREATE DOMAIN public.code AS integer;

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.c may hold values that the new public.code does not have.
ALTER TABLE public.t ALTER COLUMN c TYPE public.code USING c::public.code;

ALTER TABLE public.t ALTER COLUMN c SET DEFAULT 5;

CREATE VIEW public.v AS
SELECT c
   FROM public.t;
