-- plinth: upgrade
SET check_function_bodies = off;

CREATE TYPE public.celsius AS (
    t numeric
);

CREATE OR REPLACE FUNCTION public.to_sql(internal)
 RETURNS public.celsius
 LANGUAGE internal
 IMMUTABLE
AS $function$textin$function$;

CREATE TRANSFORM FOR public.celsius LANGUAGE plpgsql (TO SQL WITH FUNCTION public.to_sql(internal));

-- plinth: downgrade
DROP TRANSFORM FOR public.celsius LANGUAGE plpgsql;
DROP FUNCTION public.to_sql(internal);
DROP TYPE public.celsius;
