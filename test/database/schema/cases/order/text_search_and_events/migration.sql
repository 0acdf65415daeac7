-- plinth: upgrade
SET check_function_bodies = off;
CREATE TEXT SEARCH DICTIONARY public.plain (TEMPLATE = pg_catalog.simple, accept = 'false');
CREATE TEXT SEARCH CONFIGURATION public.mine (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR asciihword WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR asciiword WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR email WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR file WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR float WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR host WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR hword WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR hword_asciipart WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR hword_numpart WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR hword_part WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR int WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR numhword WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR numword WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR sfloat WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR uint WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR url WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR url_path WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR version WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR word WITH public.plain;

CREATE OR REPLACE FUNCTION public.on_ddl()
 RETURNS event_trigger
 LANGUAGE plpgsql
AS $function$begin end$function$;

CREATE PUBLICATION pub FOR TABLE ONLY public.t WITH (publish = 'insert, update, delete, truncate', publish_via_partition_root = false);
CREATE EVENT TRIGGER told ON ddl_command_end EXECUTE FUNCTION public.on_ddl();

-- plinth: downgrade
DROP EVENT TRIGGER told;
DROP PUBLICATION pub;
DROP TEXT SEARCH CONFIGURATION public.mine;
DROP TEXT SEARCH DICTIONARY public.plain;
DROP FUNCTION public.on_ddl();
