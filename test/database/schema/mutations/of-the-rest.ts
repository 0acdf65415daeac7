/** Routines, types and all else. See `mutation.ts` for the form. */
export const ofTheRest = `
CREATE OR REPLACE FUNCTION app.twice(x integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT x + x' => function app."twice(integer)": body, definition
CREATE OR REPLACE FUNCTION app.twice(x integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN 2 * x; END' => function app."twice(integer)": body, definition, language
CREATE OR REPLACE FUNCTION app.twice(x integer DEFAULT 1) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 2 * x' => function app."twice(integer)": defaults, definition
14+ CREATE OR REPLACE FUNCTION app.twice(x integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN 2 * x => function app."twice(integer)": body, definition
DROP FUNCTION app.twice; CREATE FUNCTION app.twice(y integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 2 * y' => function app."twice(integer)": body, definition, signature
DROP FUNCTION app.twice; CREATE FUNCTION app.twice(x integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 2 * x' => function app."twice(integer)": definition, signature
DROP FUNCTION app.twice; CREATE FUNCTION app.twice(x integer) RETURNS SETOF integer LANGUAGE sql IMMUTABLE AS 'SELECT 2 * x' => function app."twice(integer)": definition, signature
DROP FUNCTION app.twice; CREATE FUNCTION app.twice(x bigint) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 2' => +function app."twice(bigint)"; -function app."twice(integer)"
ALTER FUNCTION app.twice STABLE => function app."twice(integer)": definition
ALTER FUNCTION app.twice STRICT => function app."twice(integer)": definition
ALTER FUNCTION app.twice SECURITY DEFINER => function app."twice(integer)": definition
ALTER FUNCTION app.twice LEAKPROOF => function app."twice(integer)": definition
ALTER FUNCTION app.twice PARALLEL SAFE => function app."twice(integer)": definition
ALTER FUNCTION app.twice COST 7 => function app."twice(integer)": definition
ALTER FUNCTION app.words ROWS 7 => function app."words(text, text[])": definition
ALTER FUNCTION app.twice SET search_path = app, pg_temp => function app."twice(integer)": definition
ALTER FUNCTION app.twice SET work_mem = '1MB' => function app."twice(integer)": definition
ALTER FUNCTION app.twice SUPPORT numeric_support => function app."twice(integer)": definition
ALTER FUNCTION app.twice RENAME TO double => +function app."double(integer)"; -function app."twice(integer)"
ALTER FUNCTION app.twice SET SCHEMA other => -function app."twice(integer)"; +function other."twice(integer)"
COMMENT ON FUNCTION app.twice IS 'times two' => function app."twice(integer)": comment
GRANT EXECUTE ON FUNCTION app.twice TO PUBLIC; REVOKE EXECUTE ON FUNCTION app.twice FROM PUBLIC => function app."twice(integer)": grants
CREATE ROLE mutant; GRANT CREATE ON SCHEMA app TO mutant; ALTER FUNCTION app.twice OWNER TO mutant => schema app: grants; function app."twice(integer)": owner
DROP FUNCTION app.twice => -function app."twice(integer)"
CREATE FUNCTION app.twice(x text) RETURNS integer LANGUAGE sql AS 'SELECT 1' => +function app."twice(text)"
CREATE OR REPLACE FUNCTION app.words(a text DEFAULT 'y', VARIADIC b text[] DEFAULT '{}') RETURNS TABLE (word text, at integer) LANGUAGE sql STABLE COST 50 ROWS 20 AS $$ SELECT unnest(b), 1 $$ => function app."words(text, text[])": definition
CREATE OR REPLACE PROCEDURE app.act(a integer) LANGUAGE sql AS 'SELECT 2' => procedure app."act(integer)": body, definition
ALTER PROCEDURE app.act SECURITY DEFINER => procedure app."act(integer)": definition
COMMENT ON PROCEDURE app.act IS 'acts' => procedure app."act(integer)": comment
DROP PROCEDURE app.act => -procedure app."act(integer)"
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '1') => aggregate app."total(integer)": definition
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', PARALLEL = SAFE) => aggregate app."total(integer)": definition
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = int4mul, STYPE = integer, INITCOND = '0') => aggregate app."total(integer)": definition
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', COMBINEFUNC = int4pl) => aggregate app."total(integer)": definition
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', SSPACE = 100) => aggregate app."total(integer)": definition
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0', FINALFUNC = int4abs) => aggregate app."total(integer)": definition
CREATE OR REPLACE AGGREGATE app.total(integer) (SFUNC = int4larger, STYPE = integer, INITCOND = '0', SORTOP = >) => aggregate app."total(integer)": definition
COMMENT ON AGGREGATE app.total(integer) IS 'sum' => aggregate app."total(integer)": comment
ALTER TYPE app.mood RENAME VALUE 'fine' TO 'good' => enum app.mood: values; default app.orders.feeling: expression; view app.named_alike: definition
ALTER TYPE app.mood ADD VALUE 'great' => enum app.mood: values
ALTER TYPE app.mood ADD VALUE 'so-so' BEFORE 'fine' => enum app.mood: values
CREATE TYPE other.size AS ENUM ('s', 'm') || DROP TYPE other.size; CREATE TYPE other.size AS ENUM ('m', 's') => enum other.size: values
ALTER TYPE app.mood RENAME TO feeling => +enum app.feeling; -enum app.mood; column app.app.mood: type; column app.orders.feeling: type; default app.orders.feeling: expression; view app.named_alike: definition
COMMENT ON TYPE app.mood IS 'of people' => enum app.mood: comment
CREATE ROLE mutant; GRANT CREATE ON SCHEMA app TO mutant; ALTER TYPE app.mood OWNER TO mutant => schema app: grants; enum app.mood: owner
REVOKE USAGE ON TYPE app.mood FROM PUBLIC => enum app.mood: grants
ALTER DOMAIN app.email SET DEFAULT 'b@c' => domain app.email: default
ALTER DOMAIN app.email DROP DEFAULT => domain app.email: default
ALTER DOMAIN app.email SET NOT NULL => domain app.email: notNull
ALTER DOMAIN app.price DROP NOT NULL => domain app.price: notNull
ALTER DOMAIN app.email DROP CONSTRAINT email_form => -domain constraint app.email.email_form
ALTER DOMAIN app.email DROP CONSTRAINT email_form; ALTER DOMAIN app.email ADD CONSTRAINT email_form CHECK (VALUE LIKE '%@_%') => domain constraint app.email.email_form: definition
ALTER DOMAIN app.email DROP CONSTRAINT email_form; ALTER DOMAIN app.email ADD CONSTRAINT email_form CHECK (VALUE LIKE '%@%') NOT VALID => domain constraint app.email.email_form: definition, validated
ALTER DOMAIN app.email RENAME CONSTRAINT email_form TO email_shape => -domain constraint app.email.email_form; +domain constraint app.email.email_shape
COMMENT ON CONSTRAINT email_form ON DOMAIN app.email IS 'an at' => domain constraint app.email.email_form: comment
COMMENT ON DOMAIN app.email IS 'mail' => domain app.email: comment
CREATE DOMAIN other.code AS varchar(3) || DROP DOMAIN other.code; CREATE DOMAIN other.code AS varchar(4) => domain other.code: type
CREATE DOMAIN other.code AS text || DROP DOMAIN other.code; CREATE DOMAIN other.code AS text COLLATE "C" => domain other.code: collation
ALTER TYPE app.pair ADD ATTRIBUTE c integer CASCADE => composite type app.pair: attributes; table app.pairs: columns; +column app.pairs.c
ALTER TYPE app.pair RENAME ATTRIBUTE b TO c CASCADE => composite type app.pair: attributes; table app.pairs: columns; -column app.pairs.b; +column app.pairs.c; view app.named_alike: definition
CREATE TYPE other.both AS (a integer, b integer) || ALTER TYPE other.both ALTER ATTRIBUTE a TYPE bigint => composite type other.both: attributes
CREATE TYPE other.both AS (a integer, b integer) || DROP TYPE other.both; CREATE TYPE other.both AS (b integer, a integer) => composite type other.both: attributes
CREATE TYPE other.both AS (a text) || DROP TYPE other.both; CREATE TYPE other.both AS (a text COLLATE "C") => composite type other.both: attributes
CREATE TYPE other.both AS (a text) || COMMENT ON COLUMN other.both.a IS 'a' => composite type other.both: attributes
COMMENT ON TYPE app.pair IS 'two' => composite type app.pair: comment
DROP TYPE app.span; CREATE TYPE app.span AS RANGE (SUBTYPE = bigint) => range type app.span: definition
DROP TYPE app.span; CREATE TYPE app.span AS RANGE (SUBTYPE = integer, SUBTYPE_DIFF = int4range_subdiff) => range type app.span: definition
14+ DROP TYPE app.span; CREATE TYPE app.span AS RANGE (SUBTYPE = integer, MULTIRANGE_TYPE_NAME = app.spans) => range type app.span: definition
COMMENT ON TYPE app.span IS 'range' => range type app.span: comment
ALTER TYPE app.raw SET (STORAGE = plain, TYPMOD_IN = numerictypmodin, TYPMOD_OUT = numerictypmodout) => base type app.raw: definition
COMMENT ON TYPE app.raw IS 'base' => base type app.raw: comment
COMMENT ON COLLATION app.plain IS 'bytes' => collation app.plain: comment
DROP COLLATION app.plain; CREATE COLLATION app.plain (LC_COLLATE = 'POSIX', LC_CTYPE = 'C') => collation app.plain: definition
DROP COLLATION app.plain => -collation app.plain
COMMENT ON CONVERSION app.latin IS 'old' => conversion app.latin: comment
DROP CONVERSION app.latin; CREATE DEFAULT CONVERSION app.latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8 => conversion app.latin: definition
DROP CONVERSION app.latin => -conversion app.latin
ALTER OPERATOR app.=== (integer, text) SET (RESTRICT = eqsel) => operator app."===(integer, text)": definition
ALTER OPERATOR app.=== (integer, text) SET (JOIN = eqjoinsel) => operator app."===(integer, text)": definition
DROP OPERATOR app.=== (integer, text); CREATE OPERATOR app.=== (FUNCTION = app.same, LEFTARG = integer, RIGHTARG = text, HASHES) => operator app."===(integer, text)": definition
COMMENT ON OPERATOR app.=== (integer, text) IS 'same' => operator app."===(integer, text)": comment
DROP OPERATOR app.=== (integer, text) => -operator app."===(integer, text)"
ALTER OPERATOR FAMILY app.family USING btree ADD OPERATOR 1 < (integer, bigint) => operator family app."family USING btree": definition
ALTER OPERATOR FAMILY app.family USING btree ADD FUNCTION 2 (integer) btint4sortsupport(internal) => operator family app."family USING btree": definition
COMMENT ON OPERATOR FAMILY app.family USING btree IS 'family' => operator family app."family USING btree": comment
COMMENT ON OPERATOR CLASS app.integers USING btree IS 'class' => operator class app."integers USING btree": comment
CREATE OPERATOR FAMILY app.more USING hash => +operator family app."more USING hash"
DROP OPERATOR CLASS app.integers USING btree => -operator class app."integers USING btree"
DROP CAST (app.raw AS text); CREATE CAST (app.raw AS text) WITH FUNCTION app.raw_to_text(app.raw) AS ASSIGNMENT => cast "(app.raw AS text)": definition
DROP CAST (app.raw AS text); CREATE CAST (app.raw AS text) WITH FUNCTION app.raw_to_text(app.raw) AS IMPLICIT => cast "(app.raw AS text)": definition
DROP CAST (app.raw AS text); CREATE CAST (app.raw AS text) WITH INOUT => cast "(app.raw AS text)": definition
DROP CAST (app.raw AS text) => -cast "(app.raw AS text)"
COMMENT ON CAST (app.raw AS text) IS 'told' => cast "(app.raw AS text)": comment
COMMENT ON LANGUAGE plown IS 'own' => language plown: comment
DROP TRANSFORM FOR integer LANGUAGE plown; CREATE OR REPLACE LANGUAGE plown HANDLER app.plown_handler VALIDATOR plpgsql_validator => language plown: definition; -transform "FOR integer LANGUAGE plown"
DROP TRANSFORM FOR integer LANGUAGE plown; DROP LANGUAGE plown; CREATE TRUSTED LANGUAGE plown HANDLER app.plown_handler => language plown: definition; -transform "FOR integer LANGUAGE plown"
DROP TRANSFORM FOR integer LANGUAGE plown; CREATE TRANSFORM FOR integer LANGUAGE plown (FROM SQL WITH FUNCTION prsd_lextype(internal)) => transform "FOR integer LANGUAGE plown": definition
DROP TRANSFORM FOR integer LANGUAGE plown => -transform "FOR integer LANGUAGE plown"
COMMENT ON TRANSFORM FOR integer LANGUAGE plown IS 'changed' => transform "FOR integer LANGUAGE plown": comment
COMMENT ON ACCESS METHOD heap_too IS 'heap' => access method heap_too: comment
DROP ACCESS METHOD heap_too => -access method heap_too
ALTER EVENT TRIGGER teller DISABLE => event trigger teller: enabled
ALTER EVENT TRIGGER teller ENABLE ALWAYS => event trigger teller: enabled
ALTER EVENT TRIGGER teller RENAME TO told => -event trigger teller; +event trigger told
DROP EVENT TRIGGER teller; CREATE EVENT TRIGGER teller ON ddl_command_start WHEN TAG IN ('CREATE STATISTICS') EXECUTE FUNCTION app.told() => event trigger teller: event
DROP EVENT TRIGGER teller; CREATE EVENT TRIGGER teller ON ddl_command_end EXECUTE FUNCTION app.told() => event trigger teller: tags
COMMENT ON EVENT TRIGGER teller IS 'tells' => event trigger teller: comment
ALTER FOREIGN DATA WRAPPER wrapper OPTIONS (SET debug 'off') => foreign data wrapper wrapper: options
ALTER FOREIGN DATA WRAPPER wrapper VALIDATOR postgresql_fdw_validator => foreign data wrapper wrapper: validator
COMMENT ON FOREIGN DATA WRAPPER wrapper IS 'wraps' => foreign data wrapper wrapper: comment
GRANT USAGE ON FOREIGN DATA WRAPPER wrapper TO PUBLIC => foreign data wrapper wrapper: grants
ALTER SERVER remote VERSION '2' => server remote: version
ALTER SERVER remote OPTIONS (SET host 'b') => server remote: options
ALTER SERVER remote RENAME TO distant => foreign table app.far: server; +server distant; -server remote
COMMENT ON SERVER remote IS 'away' => server remote: comment
GRANT USAGE ON FOREIGN SERVER remote TO PUBLIC => server remote: grants
CREATE FOREIGN DATA WRAPPER wrapper_too; CREATE SERVER local FOREIGN DATA WRAPPER wrapper || DROP SERVER local; CREATE SERVER local FOREIGN DATA WRAPPER wrapper_too => server local: wrapper
CREATE SERVER local FOREIGN DATA WRAPPER wrapper || DROP SERVER local; CREATE SERVER local TYPE 't' FOREIGN DATA WRAPPER wrapper => server local: type
ALTER USER MAPPING FOR PUBLIC SERVER remote OPTIONS (SET who 'you') => user mapping remote."PUBLIC": options
DROP USER MAPPING FOR PUBLIC SERVER remote => -user mapping remote."PUBLIC"
CREATE ROLE mutant; CREATE USER MAPPING FOR mutant SERVER remote => +user mapping remote.mutant
ALTER PUBLICATION feed SET (publish = 'insert') => publication feed: operations
ALTER PUBLICATION feed SET (publish_via_partition_root = true) => publication feed: viaRoot
ALTER PUBLICATION feed ADD TABLE app.orders => publication feed: tables
ALTER PUBLICATION feed DROP TABLE app.log => publication feed: tables
15+ ALTER PUBLICATION feed SET TABLE app.customers (id, name), app.log => publication feed: tables
15+ ALTER PUBLICATION feed SET TABLE app.customers WHERE (id > 5), app.log => publication feed: tables
15+ ALTER PUBLICATION feed ADD TABLES IN SCHEMA other => publication feed: schemas
18+ ALTER PUBLICATION feed SET (publish_generated_columns = stored) => publication feed: generatedColumns
ALTER PUBLICATION feed RENAME TO feeds => -publication feed; +publication feeds
COMMENT ON PUBLICATION feed IS 'feeds' => publication feed: comment
DROP PUBLICATION everything => -publication everything
DROP PUBLICATION everything; CREATE PUBLICATION everything => publication everything: allTables
CREATE ROLE mutant SUPERUSER; ALTER PUBLICATION feed OWNER TO mutant => publication feed: owner
ALTER TEXT SEARCH CONFIGURATION app.search ALTER MAPPING FOR asciiword WITH english_stem, app.dictionary => text search configuration app.search: mappings
ALTER TEXT SEARCH CONFIGURATION app.search DROP MAPPING FOR word => text search configuration app.search: mappings
ALTER TEXT SEARCH DICTIONARY app.dictionary (STOPWORDS) => text search dictionary app.dictionary: definition
ALTER TEXT SEARCH DICTIONARY app.dictionary (ACCEPT = false) => text search dictionary app.dictionary: definition
COMMENT ON TEXT SEARCH CONFIGURATION app.search IS 'search' => text search configuration app.search: comment
COMMENT ON TEXT SEARCH DICTIONARY app.dictionary IS 'words' => text search dictionary app.dictionary: comment
COMMENT ON TEXT SEARCH PARSER app.parser IS 'parses' => text search parser app.parser: comment
COMMENT ON TEXT SEARCH TEMPLATE app.template IS 'template' => text search template app.template: comment
DROP TEXT SEARCH PARSER app.parser; CREATE TEXT SEARCH PARSER app.parser (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline) => text search parser app.parser: definition
DROP TEXT SEARCH TEMPLATE app.template; CREATE TEXT SEARCH TEMPLATE app.template (LEXIZE = dsimple_lexize) => text search template app.template: definition
DROP TEXT SEARCH CONFIGURATION app.search; CREATE TEXT SEARCH CONFIGURATION app.search (PARSER = app.parser) => text search configuration app.search: mappings, parser
CREATE ROLE mutant; ALTER DEFAULT PRIVILEGES FOR ROLE mutant IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC => +default privileges mutant.app."TABLES"
CREATE ROLE mutant; ALTER DEFAULT PRIVILEGES FOR ROLE mutant GRANT USAGE ON SEQUENCES TO PUBLIC => +default privileges mutant.""."SEQUENCES"
CREATE ROLE mutant; ALTER DEFAULT PRIVILEGES FOR ROLE mutant IN SCHEMA app GRANT SELECT ON TABLES TO PUBLIC || ALTER DEFAULT PRIVILEGES FOR ROLE mutant IN SCHEMA app GRANT INSERT ON TABLES TO PUBLIC => default privileges mutant.app."TABLES": defaults
CREATE ROLE mutant; ALTER DEFAULT PRIVILEGES FOR ROLE mutant REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC => +default privileges mutant.""."FUNCTIONS"
COMMENT ON SCHEMA app IS NULL => schema app: comment
COMMENT ON SCHEMA public IS 'mine' => schema public: comment
CREATE SCHEMA more => +schema more
DROP SCHEMA public => -schema public
ALTER SCHEMA other RENAME TO others => -schema other; +schema others
CREATE EXTENSION hstore SCHEMA other => +extension hstore
CREATE EXTENSION hstore SCHEMA other || COMMENT ON EXTENSION hstore IS 'a map' => extension hstore: comment
CREATE EXTENSION hstore SCHEMA other || ALTER EXTENSION hstore SET SCHEMA app => extension hstore: schema
CREATE EXTENSION hstore SCHEMA other || UPDATE pg_extension SET extversion = '0.9' WHERE extname = 'hstore' => extension hstore: version
`

/** What no fact stands for: it is named as unseen, so that there is no fingerprint. */
export const unseen = `
ALTER FUNCTION app.twice DEPENDS ON EXTENSION plpgsql
CREATE SUBSCRIPTION copied CONNECTION 'dbname=nowhere' PUBLICATION feed WITH (connect = false)
CREATE TRIGGER log_touch AFTER INSERT ON app.log FOR EACH ROW EXECUTE FUNCTION app.touch() || ALTER TABLE app.log_old DISABLE TRIGGER log_touch
`
