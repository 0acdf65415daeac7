-- plinth: upgrade
ALTER TEXT SEARCH CONFIGURATION public.mine DROP MAPPING FOR word;
ALTER TEXT SEARCH CONFIGURATION public.mine ALTER MAPPING FOR asciiword WITH pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR email WITH public.plain, pg_catalog.simple;

-- plinth: downgrade
ALTER TEXT SEARCH CONFIGURATION public.mine DROP MAPPING FOR email;
ALTER TEXT SEARCH CONFIGURATION public.mine ALTER MAPPING FOR asciiword WITH public.plain;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR word WITH public.plain;
