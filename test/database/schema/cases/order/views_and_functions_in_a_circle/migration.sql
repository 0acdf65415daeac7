-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE VIEW public.fresh AS
SELECT
    NULL::integer AS id,
    NULL::text COLLATE pg_catalog."C" AS name,
    NULL::timestamp with time zone AS at;

COMMENT ON COLUMN public.fresh.at IS 'when it was asked';

CREATE VIEW public.above AS
SELECT id
   FROM public.fresh;

CREATE OR REPLACE FUNCTION public.fresh_rows()
 RETURNS SETOF public.fresh
 LANGUAGE sql
AS $function$select id, name, now() from people$function$;

CREATE OR REPLACE VIEW public.fresh AS
SELECT id,
    name,
    at
   FROM public.fresh_rows() fresh_rows(id, name, at);

CREATE OR REPLACE FUNCTION public.kept_rows()
 RETURNS SETOF public.kept
 LANGUAGE sql
AS $function$select id, name from people$function$;

CREATE OR REPLACE VIEW public.kept AS
SELECT id,
    name
   FROM public.kept_rows() kept_rows(id, name);

CREATE OR REPLACE VIEW public.gone AS
SELECT
    NULL::integer AS id,
    NULL::text AS name;

DROP FUNCTION public.gone_rows();
DROP VIEW public.gone;

-- plinth: downgrade
SET check_function_bodies = off;

CREATE OR REPLACE VIEW public.gone AS
SELECT
    NULL::integer AS id,
    NULL::text AS name;

CREATE OR REPLACE VIEW public.kept AS
SELECT id,
    name
   FROM public.people;

CREATE OR REPLACE FUNCTION public.gone_rows()
 RETURNS SETOF public.gone
 LANGUAGE sql
AS $function$select id, name from people$function$;

CREATE OR REPLACE VIEW public.gone AS
SELECT id,
    name
   FROM public.gone_rows() gone_rows(id, name);

DROP FUNCTION public.kept_rows();
DROP VIEW public.above;

CREATE OR REPLACE VIEW public.fresh AS
SELECT
    NULL::integer AS id,
    NULL::text COLLATE pg_catalog."C" AS name,
    NULL::timestamp with time zone AS at;

DROP FUNCTION public.fresh_rows();
DROP VIEW public.fresh;
