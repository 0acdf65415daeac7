-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.norm(text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$ select lower($1) $function$;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ADD COLUMN b text DEFAULT public.norm('X'::text);

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ADD COLUMN c text GENERATED ALWAYS AS (public.norm(b)) STORED;

-- May fail: rows of public.t may not satisfy t_b_check.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ADD CONSTRAINT t_b_check CHECK ((public.norm(b) = b));

-- Locks: public.t takes no writes while public.t_norm is built.
CREATE INDEX t_norm ON public.t USING btree (public.norm(b));

-- plinth: downgrade
ALTER TABLE public.t DROP COLUMN c;

-- Loses data: the values of public.t.b are lost.
ALTER TABLE public.t DROP COLUMN b;

DROP FUNCTION public.norm(text);
