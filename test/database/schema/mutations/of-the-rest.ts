/** Routines, types and all else. See `mutation.ts` for the form. */
export const ofTheRest = `
CREATE OR REPLACE FUNCTION app.twice(x integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT x + x'
CREATE OR REPLACE FUNCTION app.twice(x integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN 2 * x; END'
CREATE OR REPLACE FUNCTION app.twice(x integer DEFAULT 1) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 2 * x'
14+ CREATE OR REPLACE FUNCTION app.twice(x integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN 2 * x
DROP FUNCTION app.twice; CREATE FUNCTION app.twice(y integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 2 * y'
DROP FUNCTION app.twice; CREATE FUNCTION app.twice(x integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 2 * x'
DROP FUNCTION app.twice; CREATE FUNCTION app.twice(x integer) RETURNS SETOF integer LANGUAGE sql IMMUTABLE AS 'SELECT 2 * x'
DROP FUNCTION app.twice; CREATE FUNCTION app.twice(x bigint) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 2'
ALTER FUNCTION app.twice STABLE
ALTER FUNCTION app.twice STRICT
ALTER FUNCTION app.twice SECURITY DEFINER
ALTER FUNCTION app.twice LEAKPROOF
ALTER FUNCTION app.twice PARALLEL SAFE
ALTER FUNCTION app.twice COST 7
ALTER FUNCTION app.words ROWS 7
ALTER FUNCTION app.twice SET search_path = app, pg_temp
ALTER FUNCTION app.twice SET work_mem = '1MB'
ALTER FUNCTION app.twice SUPPORT numeric_support
ALTER FUNCTION app.twice RENAME TO double
ALTER FUNCTION app.twice SET SCHEMA other
ALTER FUNCTION app.twice DEPENDS ON EXTENSION plpgsql
COMMENT ON FUNCTION app.twice IS 'times two'
GRANT EXECUTE ON FUNCTION app.twice TO PUBLIC; REVOKE EXECUTE ON FUNCTION app.twice FROM PUBLIC
CREATE ROLE mutant; GRANT CREATE ON SCHEMA app TO mutant; ALTER FUNCTION app.twice OWNER TO mutant
DROP FUNCTION app.twice
CREATE FUNCTION app.twice(x text) RETURNS integer LANGUAGE sql AS 'SELECT 1'
CREATE OR REPLACE FUNCTION app.words(a text DEFAULT 'y', VARIADIC b text[] DEFAULT '{}') RETURNS TABLE (word text, at integer) LANGUAGE sql STABLE COST 50 ROWS 20 AS $$ SELECT unnest(b), 1 $$
CREATE OR REPLACE PROCEDURE app.act(a integer) LANGUAGE sql AS 'SELECT 2'
ALTER PROCEDURE app.act SECURITY DEFINER
COMMENT ON PROCEDURE app.act IS 'acts'
DROP PROCEDURE app.act
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '1')
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', PARALLEL = SAFE)
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = int4mul, STYPE = integer, INITCOND = '0')
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', COMBINEFUNC = int4pl)
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', SSPACE = 100)
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', FINALFUNC = int4abs)
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = int4larger, STYPE = integer, INITCOND = '0', SORTOP = >)
COMMENT ON AGGREGATE app.total(integer) IS 'sum'
ALTER TYPE app.mood RENAME VALUE 'fine' TO 'good'
ALTER TYPE app.mood ADD VALUE 'great'
ALTER TYPE app.mood ADD VALUE 'so-so' BEFORE 'fine'
CREATE TYPE other.size AS ENUM ('s', 'm') || DROP TYPE other.size; CREATE TYPE other.size AS ENUM ('m', 's')
ALTER TYPE app.mood RENAME TO feeling
COMMENT ON TYPE app.mood IS 'of people'
CREATE ROLE mutant; GRANT CREATE ON SCHEMA app TO mutant; ALTER TYPE app.mood OWNER TO mutant
REVOKE USAGE ON TYPE app.mood FROM PUBLIC
ALTER DOMAIN app.email SET DEFAULT 'b@c'
ALTER DOMAIN app.email DROP DEFAULT
ALTER DOMAIN app.email SET NOT NULL
ALTER DOMAIN app.price DROP NOT NULL
ALTER DOMAIN app.email DROP CONSTRAINT email_form
ALTER DOMAIN app.email DROP CONSTRAINT email_form; ALTER DOMAIN app.email ADD CONSTRAINT email_form CHECK (VALUE LIKE '%@_%')
ALTER DOMAIN app.email DROP CONSTRAINT email_form; ALTER DOMAIN app.email ADD CONSTRAINT email_form CHECK (VALUE LIKE '%@%') NOT VALID
ALTER DOMAIN app.email RENAME CONSTRAINT email_form TO email_shape
COMMENT ON CONSTRAINT email_form ON DOMAIN app.email IS 'an at'
COMMENT ON DOMAIN app.email IS 'mail'
CREATE DOMAIN other.code AS varchar(3) || DROP DOMAIN other.code; CREATE DOMAIN other.code AS varchar(4)
CREATE DOMAIN other.code AS text || DROP DOMAIN other.code; CREATE DOMAIN other.code AS text COLLATE "C"
ALTER TYPE app.pair ADD ATTRIBUTE c integer CASCADE
ALTER TYPE app.pair RENAME ATTRIBUTE b TO c CASCADE
CREATE TYPE other.both AS (a integer, b integer) || ALTER TYPE other.both ALTER ATTRIBUTE a TYPE bigint
CREATE TYPE other.both AS (a integer, b integer) || DROP TYPE other.both; CREATE TYPE other.both AS (b integer, a integer)
CREATE TYPE other.both AS (a text) || DROP TYPE other.both; CREATE TYPE other.both AS (a text COLLATE "C")
CREATE TYPE other.both AS (a text) || COMMENT ON COLUMN other.both.a IS 'a'
COMMENT ON TYPE app.pair IS 'two'
DROP TYPE app.span; CREATE TYPE app.span AS RANGE (SUBTYPE = bigint)
DROP TYPE app.span; CREATE TYPE app.span AS RANGE (SUBTYPE = integer, SUBTYPE_DIFF = int4range_subdiff)
14+ DROP TYPE app.span; CREATE TYPE app.span AS RANGE (SUBTYPE = integer, MULTIRANGE_TYPE_NAME = app.spans)
COMMENT ON TYPE app.span IS 'range'
ALTER TYPE app.raw SET (STORAGE = plain, TYPMOD_IN = numerictypmodin, TYPMOD_OUT = numerictypmodout)
COMMENT ON TYPE app.raw IS 'base'
COMMENT ON COLLATION app.plain IS 'bytes'
DROP COLLATION app.plain; CREATE COLLATION app.plain (LC_COLLATE = 'POSIX', LC_CTYPE = 'C')
DROP COLLATION app.plain
COMMENT ON CONVERSION app.latin IS 'old'
DROP CONVERSION app.latin; CREATE DEFAULT CONVERSION app.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8
DROP CONVERSION app.latin
ALTER OPERATOR app.=== (integer, text) SET (RESTRICT = eqsel)
ALTER OPERATOR app.=== (integer, text) SET (JOIN = eqjoinsel)
DROP OPERATOR app.=== (integer, text); CREATE OPERATOR app.=== (FUNCTION = app.same, LEFTARG = integer, RIGHTARG = text, HASHES)
COMMENT ON OPERATOR app.=== (integer, text) IS 'same'
DROP OPERATOR app.=== (integer, text)
ALTER OPERATOR FAMILY app.family USING btree ADD OPERATOR 1 < (integer, bigint)
ALTER OPERATOR FAMILY app.family USING btree ADD FUNCTION 2 (integer) btint4sortsupport(internal)
COMMENT ON OPERATOR FAMILY app.family USING btree IS 'family'
COMMENT ON OPERATOR CLASS app.integers USING btree IS 'class'
CREATE OPERATOR FAMILY app.more USING hash
DROP OPERATOR CLASS app.integers USING btree
DROP CAST (app.raw AS text); CREATE CAST (app.raw AS text) WITH FUNCTION app.raw_to_text(app.raw) AS ASSIGNMENT
DROP CAST (app.raw AS text); CREATE CAST (app.raw AS text) WITH FUNCTION app.raw_to_text(app.raw) AS IMPLICIT
DROP CAST (app.raw AS text); CREATE CAST (app.raw AS text) WITH INOUT
DROP CAST (app.raw AS text)
COMMENT ON CAST (app.raw AS text) IS 'told'
COMMENT ON LANGUAGE plown IS 'own'
DROP TRANSFORM FOR integer LANGUAGE plown; CREATE OR REPLACE LANGUAGE plown HANDLER plpgsql_call_handler VALIDATOR plpgsql_validator
DROP TRANSFORM FOR integer LANGUAGE plown; DROP LANGUAGE plown; CREATE TRUSTED LANGUAGE plown HANDLER plpgsql_call_handler
DROP TRANSFORM FOR integer LANGUAGE plown; CREATE TRANSFORM FOR integer LANGUAGE plown (FROM SQL WITH FUNCTION prsd_lextype(internal))
DROP TRANSFORM FOR integer LANGUAGE plown
COMMENT ON TRANSFORM FOR integer LANGUAGE plown IS 'changed'
COMMENT ON ACCESS METHOD heap_too IS 'heap'
DROP ACCESS METHOD heap_too
ALTER EVENT TRIGGER teller DISABLE
ALTER EVENT TRIGGER teller ENABLE ALWAYS
ALTER EVENT TRIGGER teller RENAME TO told
DROP EVENT TRIGGER teller; CREATE EVENT TRIGGER teller ON ddl_command_start WHEN TAG IN ('CREATE STATISTICS') EXECUTE FUNCTION app.told()
DROP EVENT TRIGGER teller; CREATE EVENT TRIGGER teller ON ddl_command_end EXECUTE FUNCTION app.told()
COMMENT ON EVENT TRIGGER teller IS 'tells'
ALTER FOREIGN DATA WRAPPER wrapper OPTIONS (SET debug 'off')
ALTER FOREIGN DATA WRAPPER wrapper VALIDATOR postgresql_fdw_validator
COMMENT ON FOREIGN DATA WRAPPER wrapper IS 'wraps'
GRANT USAGE ON FOREIGN DATA WRAPPER wrapper TO PUBLIC
ALTER SERVER remote VERSION '2'
ALTER SERVER remote OPTIONS (SET host 'b')
ALTER SERVER remote RENAME TO distant
COMMENT ON SERVER remote IS 'away'
GRANT USAGE ON FOREIGN SERVER remote TO PUBLIC
CREATE FOREIGN DATA WRAPPER wrapper2 || DROP SERVER IF EXISTS local; CREATE SERVER local FOREIGN DATA WRAPPER wrapper2
ALTER USER MAPPING FOR PUBLIC SERVER remote OPTIONS (SET who 'you')
DROP USER MAPPING FOR PUBLIC SERVER remote
CREATE USER MAPPING FOR CURRENT_USER SERVER remote
ALTER PUBLICATION feed SET (publish = 'insert')
ALTER PUBLICATION feed SET (publish_via_partition_root = true)
ALTER PUBLICATION feed ADD TABLE app.orders
ALTER PUBLICATION feed DROP TABLE app.log
15+ ALTER PUBLICATION feed SET TABLE app.customers (id, name), app.log
15+ ALTER PUBLICATION feed SET TABLE app.customers WHERE (id > 5), app.log
15+ ALTER PUBLICATION feed ADD TABLES IN SCHEMA other
18+ ALTER PUBLICATION feed SET (publish_generated_columns = stored)
ALTER PUBLICATION feed RENAME TO feeds
COMMENT ON PUBLICATION feed IS 'feeds'
DROP PUBLICATION everything
DROP PUBLICATION everything; CREATE PUBLICATION everything
CREATE ROLE mutant SUPERUSER; ALTER PUBLICATION feed OWNER TO mutant
ALTER TEXT SEARCH CONFIGURATION app.search ALTER MAPPING FOR asciiword WITH english_stem, app.dictionary
ALTER TEXT SEARCH CONFIGURATION app.search DROP MAPPING FOR word
ALTER TEXT SEARCH DICTIONARY app.dictionary (STOPWORDS)
ALTER TEXT SEARCH DICTIONARY app.dictionary (ACCEPT = false)
COMMENT ON TEXT SEARCH CONFIGURATION app.search IS 'search'
COMMENT ON TEXT SEARCH DICTIONARY app.dictionary IS 'words'
COMMENT ON TEXT SEARCH PARSER app.parser IS 'parses'
COMMENT ON TEXT SEARCH TEMPLATE app.template IS 'template'
DROP TEXT SEARCH PARSER app.parser; CREATE TEXT SEARCH PARSER app.parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline)
DROP TEXT SEARCH TEMPLATE app.template; CREATE TEXT SEARCH TEMPLATE app.template (LEXIZE = dsimple_lexize)
DROP TEXT SEARCH CONFIGURATION app.search; CREATE TEXT SEARCH CONFIGURATION app.search (PARSER = app.parser)
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO PUBLIC
ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC || ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT INSERT ON TABLES TO PUBLIC
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC
COMMENT ON SCHEMA app IS NULL
COMMENT ON SCHEMA public IS 'mine'
CREATE SCHEMA more
DROP SCHEMA public
ALTER SCHEMA other RENAME TO others
COMMENT ON EXTENSION plpgsql IS 'a language'
UPDATE pg_extension SET extversion = '0.9' WHERE extname = 'plpgsql'
`
