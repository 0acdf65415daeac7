-- plinth: upgrade
-- Is public.far.c what public.far.b was? Then keep what it holds: instead of dropping the one and adding the other,
--   ALTER FOREIGN TABLE public.far RENAME COLUMN b TO c;

ALTER FOREIGN TABLE public.far ALTER COLUMN a TYPE bigint;
ALTER FOREIGN TABLE public.far ADD COLUMN c text NOT NULL;
ALTER FOREIGN TABLE public.far ADD CONSTRAINT c CHECK ((a > 0));
ALTER FOREIGN TABLE public.far DROP COLUMN b;

-- plinth: downgrade
ALTER FOREIGN TABLE public.far DROP CONSTRAINT c;
ALTER FOREIGN TABLE public.far ALTER COLUMN a TYPE integer;
ALTER FOREIGN TABLE public.far ADD COLUMN b text;
ALTER FOREIGN TABLE public.far DROP COLUMN c;
