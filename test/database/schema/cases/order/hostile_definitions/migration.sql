-- plinth: upgrade
SET check_function_bodies = off;
ALTER TABLE public.t ADD COLUMN "quote""d; -- not a comment" text DEFAULT 'a''b\c; -- no'::text;
ALTER TABLE public.t ADD COLUMN "Ünï" text;

CREATE VIEW public.":name" AS
SELECT id AS ":id",
    ':x'::text AS "{{braces}}"
   FROM public.t;

COMMENT ON VIEW public.":name" IS E'\\set x 1';

CREATE OR REPLACE FUNCTION public.body(a text, b text DEFAULT 'it''s'::text)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
begin
  -- :not 'a variable' :"either" \gexec
  perform $$dollars; inside$$, '\';
  return a /* ; */ || b;
end $function$;

-- plinth: downgrade
DROP FUNCTION public.body(text, text);
DROP VIEW public.":name";

-- Loses data: the values of public.t."quote""d; -- not a comment" are lost.
ALTER TABLE public.t DROP COLUMN "quote""d; -- not a comment";

-- Loses data: the values of public.t."Ünï" are lost.
ALTER TABLE public.t DROP COLUMN "Ünï";
