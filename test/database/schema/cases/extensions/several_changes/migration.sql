-- plinth: upgrade
CREATE SCHEMA tools;
CREATE EXTENSION citext WITH SCHEMA public VERSION '1.8';
COMMENT ON EXTENSION citext IS 'data type for case-insensitive character strings';
CREATE EXTENSION fuzzystrmatch WITH SCHEMA public VERSION '1.2';
COMMENT ON EXTENSION fuzzystrmatch IS NULL;
CREATE EXTENSION hstore WITH SCHEMA tools VERSION '1.8';
COMMENT ON EXTENSION hstore IS 'data type for storing sets of (key, value) pairs';
CREATE EXTENSION pg_trgm WITH SCHEMA public VERSION '1.5';
COMMENT ON EXTENSION pg_trgm IS 'likeness of texts';

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.a from text to public.citext: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN a TYPE public.citext USING a::public.citext;

ALTER TABLE public.t ADD COLUMN b tools.hstore;

-- Locks: public.t takes no writes while public.t_a_idx is built.
CREATE INDEX t_a_idx ON public.t USING btree (a);

-- plinth: downgrade
DROP INDEX public.t_a_idx;
DROP EXTENSION fuzzystrmatch;
DROP EXTENSION pg_trgm;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN a TYPE text;

DROP EXTENSION citext;

-- Loses data: the values of public.t.b are lost.
ALTER TABLE public.t DROP COLUMN b;

DROP EXTENSION hstore;
DROP SCHEMA tools;
