-- plinth: upgrade
SET check_function_bodies = off;

CREATE TABLE public.settings (
    name text NOT NULL,
    value text,
    CONSTRAINT settings_pkey PRIMARY KEY (name)
);

CREATE OR REPLACE FUNCTION public.setting(n text)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$select value from public.settings where name = n$function$;

CREATE MATERIALIZED VIEW public.m AS
SELECT public.setting('x'::text) AS x;

-- plinth: downgrade
DROP MATERIALIZED VIEW public.m;
DROP FUNCTION public.setting(text);

-- Loses data: the rows of public.settings are lost.
DROP TABLE public.settings;
