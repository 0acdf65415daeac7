-- plinth: upgrade
CREATE DOMAIN public.email AS text COLLATE pg_catalog."C" DEFAULT 'a@b'::text NOT NULL CONSTRAINT has_at CHECK ((VALUE ~~ '%@%'::text));
COMMENT ON DOMAIN public.email IS 'an address';
COMMENT ON CONSTRAINT has_at ON DOMAIN public.email IS 'has an @';

-- plinth: downgrade
DROP DOMAIN public.email;
