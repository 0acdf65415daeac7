-- plinth: upgrade
-- Loses data: the values of public.t.name are lost.
ALTER TABLE public.t DROP COLUMN name;

DROP EXTENSION citext;

-- plinth: downgrade
CREATE EXTENSION citext WITH SCHEMA public VERSION '1.8';
COMMENT ON EXTENSION citext IS 'data type for case-insensitive character strings';
ALTER TABLE public.t ADD COLUMN name public.citext;
