-- plinth: upgrade
CREATE CONVERSION public.mine FOR 'LATIN1' TO 'UTF8' FROM pg_catalog.iso8859_1_to_utf8;

-- plinth: downgrade
DROP CONVERSION public.mine;
