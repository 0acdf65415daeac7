/** What stands on tables, views, sequences, and whose all that is. See `mutation.ts` for the form. */
export const ofRelations = `
ALTER INDEX app.orders_at SET (fillfactor = 70)
ALTER INDEX app.orders_words SET (fastupdate = off)
ALTER INDEX app.orders_at ALTER COLUMN 2 SET STATISTICS 300
ALTER INDEX app.orders_at RENAME TO orders_when
COMMENT ON INDEX app.orders_at IS 'by time'
DROP INDEX app.orders_at
DROP INDEX app.orders_at; CREATE INDEX orders_at ON app.orders (at, lower(note)) INCLUDE (total) WHERE total > 10
DROP INDEX app.orders_at; CREATE INDEX orders_at ON app.orders (at DESC NULLS LAST, lower(note)) INCLUDE (total) WHERE total > 10
DROP INDEX app.orders_at; CREATE INDEX orders_at ON app.orders (at DESC, upper(note)) INCLUDE (total) WHERE total > 10
DROP INDEX app.orders_at; CREATE INDEX orders_at ON app.orders (at DESC, lower(note)) INCLUDE (total, id) WHERE total > 10
DROP INDEX app.orders_at; CREATE INDEX orders_at ON app.orders (at DESC, lower(note)) INCLUDE (total) WHERE total > 11
DROP INDEX app.orders_at; CREATE INDEX orders_at ON app.orders (at DESC, lower(note)) INCLUDE (total)
DROP INDEX app.orders_at; CREATE INDEX orders_at ON app.orders (at DESC, lower(note) text_pattern_ops) INCLUDE (total) WHERE total > 10
DROP INDEX app.orders_at; CREATE INDEX orders_at ON app.orders (at DESC, lower(note) COLLATE "POSIX") INCLUDE (total) WHERE total > 10
DROP INDEX app.orders_hash; CREATE INDEX orders_hash ON app.orders USING btree (customer)
DROP INDEX app.orders_customer_id; CREATE INDEX orders_customer_id ON app.orders (customer, id)
15+ DROP INDEX app.orders_customer_id; CREATE UNIQUE INDEX orders_customer_id ON app.orders (customer, id) NULLS NOT DISTINCT
DROP INDEX app.orders_customer_id; CREATE UNIQUE INDEX orders_customer_id ON app.orders (customer app.integers, id)
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.orders_at'::regclass
DROP INDEX app.log_kind
ALTER TABLE app.log_old ADD CONSTRAINT own CHECK (size > 0)
CREATE INDEX log_old_size ON app.log_old (size)
CREATE INDEX log_size ON ONLY app.log (size)
CREATE INDEX log_size ON ONLY app.log (size); CREATE INDEX log_old_size ON app.log_old (size) || ALTER INDEX app.log_size ATTACH PARTITION app.log_old_size
ALTER TABLE app.orders DISABLE TRIGGER orders_touch
ALTER TABLE app.orders ENABLE ALWAYS TRIGGER orders_touch
ALTER TABLE app.orders ENABLE REPLICA TRIGGER orders_touch
ALTER TRIGGER orders_touch ON app.orders RENAME TO orders_touched
COMMENT ON TRIGGER orders_touch ON app.orders IS 'touches'
DROP TRIGGER orders_touch ON app.orders
DROP TRIGGER orders_touch ON app.orders; CREATE TRIGGER orders_touch AFTER UPDATE OF note ON app.orders FOR EACH ROW WHEN (new.total > 0) EXECUTE FUNCTION app.touch()
DROP TRIGGER orders_touch ON app.orders; CREATE TRIGGER orders_touch BEFORE UPDATE OF note OR INSERT ON app.orders FOR EACH ROW WHEN (new.total > 0) EXECUTE FUNCTION app.touch()
DROP TRIGGER orders_touch ON app.orders; CREATE TRIGGER orders_touch BEFORE UPDATE OF note, total ON app.orders FOR EACH ROW WHEN (new.total > 0) EXECUTE FUNCTION app.touch()
DROP TRIGGER orders_touch ON app.orders; CREATE TRIGGER orders_touch BEFORE UPDATE OF note ON app.orders FOR EACH ROW WHEN (new.total > 1) EXECUTE FUNCTION app.touch()
DROP TRIGGER orders_touch ON app.orders; CREATE TRIGGER orders_touch BEFORE UPDATE OF note ON app.orders FOR EACH ROW WHEN (new.total > 0) EXECUTE FUNCTION app.touch_other()
DROP TRIGGER orders_touch ON app.orders; CREATE TRIGGER orders_touch BEFORE UPDATE OF note ON app.orders FOR EACH ROW WHEN (new.total > 0) EXECUTE FUNCTION app.touch('x')
DROP TRIGGER orders_touch ON app.orders; CREATE TRIGGER orders_touch BEFORE UPDATE OF note ON app.orders FOR EACH STATEMENT EXECUTE FUNCTION app.touch()
DROP TRIGGER orders_check ON app.orders; CREATE CONSTRAINT TRIGGER orders_check AFTER INSERT ON app.orders DEFERRABLE FOR EACH ROW EXECUTE FUNCTION app.touch()
DROP TRIGGER orders_check ON app.orders; CREATE TRIGGER orders_check AFTER INSERT ON app.orders REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION app.touch()
CREATE TRIGGER log_touch AFTER INSERT ON app.log FOR EACH ROW EXECUTE FUNCTION app.touch()
CREATE TRIGGER log_touch AFTER INSERT ON app.log FOR EACH ROW EXECUTE FUNCTION app.touch() || ALTER TABLE app.log_old DISABLE TRIGGER log_touch
CREATE TRIGGER names_touch INSTEAD OF INSERT ON app.names FOR EACH ROW EXECUTE FUNCTION app.touch()
ALTER TABLE app.orders DISABLE RULE orders_gone
ALTER TABLE app.orders ENABLE ALWAYS RULE orders_gone
ALTER RULE orders_gone ON app.orders RENAME TO orders_kept
COMMENT ON RULE orders_gone ON app.orders IS 'kept'
CREATE OR REPLACE RULE orders_gone AS ON DELETE TO app.orders WHERE old.total > 101 DO INSTEAD NOTHING
CREATE OR REPLACE RULE orders_gone AS ON DELETE TO app.orders WHERE old.total > 100 DO ALSO DELETE FROM app.log
CREATE OR REPLACE RULE orders_gone AS ON UPDATE TO app.orders WHERE old.total > 100 DO INSTEAD NOTHING
DROP RULE orders_gone ON app.orders
CREATE ROLE mutant; ALTER POLICY orders_own ON app.orders TO mutant
CREATE ROLE mutant; ALTER POLICY orders_own ON app.orders TO mutant, CURRENT_USER || ALTER POLICY orders_own ON app.orders TO mutant
ALTER POLICY orders_own ON app.orders USING (total > 1)
ALTER POLICY orders_own ON app.orders WITH CHECK (total < 1001)
ALTER POLICY orders_own ON app.orders RENAME TO orders_mine
COMMENT ON POLICY orders_own ON app.orders IS 'own'
DROP POLICY orders_own ON app.orders; CREATE POLICY orders_own ON app.orders FOR ALL TO PUBLIC USING (total > 0) WITH CHECK (total < 1000)
DROP POLICY orders_own ON app.orders; CREATE POLICY orders_own ON app.orders FOR UPDATE TO PUBLIC USING (total > 0)
DROP POLICY orders_strict ON app.orders; CREATE POLICY orders_strict ON app.orders USING (customer > 0)
DROP POLICY orders_strict ON app.orders; CREATE POLICY orders_strict ON app.orders AS RESTRICTIVE FOR DELETE USING (customer > 0)
DROP POLICY orders_strict ON app.orders
CREATE OR REPLACE VIEW app.names AS SELECT id, upper(name) AS name FROM app.customers
CREATE OR REPLACE VIEW app.names AS SELECT id, name, parent FROM app.customers
CREATE OR REPLACE VIEW app.names AS SELECT id, name FROM app.customers ORDER BY id
DROP VIEW app.names; CREATE VIEW app.names AS SELECT name, id FROM app.customers
ALTER VIEW app.names RENAME COLUMN id TO number
ALTER VIEW app.names SET (security_barrier = true)
15+ ALTER VIEW app.names SET (security_invoker = true)
ALTER VIEW app.open SET (check_option = cascaded)
ALTER VIEW app.open RESET (check_option)
ALTER VIEW app.names RENAME TO named
COMMENT ON VIEW app.names IS 'of all'
COMMENT ON COLUMN app.names.name IS 'of one'
DROP VIEW app.names
DROP MATERIALIZED VIEW app.sums
DROP MATERIALIZED VIEW app.sums; CREATE MATERIALIZED VIEW app.sums AS SELECT customer, min(total) AS total FROM app.orders GROUP BY customer WITH NO DATA
ALTER MATERIALIZED VIEW app.sums SET (fillfactor = 70)
ALTER MATERIALIZED VIEW app.sums ALTER COLUMN total SET STATISTICS 400
ALTER MATERIALIZED VIEW app.sums ALTER COLUMN total SET STORAGE EXTERNAL
ALTER MATERIALIZED VIEW app.sums CLUSTER ON sums_customer
ALTER MATERIALIZED VIEW app.sums RENAME COLUMN total TO sum
COMMENT ON MATERIALIZED VIEW app.sums IS 'sums'
COMMENT ON COLUMN app.sums.total IS 'sum'
DROP INDEX app.sums_customer
DROP MATERIALIZED VIEW app.sums; CREATE MATERIALIZED VIEW app.sums USING heap_too AS SELECT customer, sum(total) AS total FROM app.orders GROUP BY customer WITH NO DATA; CREATE UNIQUE INDEX sums_customer ON app.sums (customer)
ALTER SEQUENCE app.numbers INCREMENT 3
ALTER SEQUENCE app.numbers START 3
ALTER SEQUENCE app.numbers MINVALUE 0
ALTER SEQUENCE app.numbers MAXVALUE 9223372036854775806
ALTER SEQUENCE app.numbers CACHE 20
ALTER SEQUENCE app.numbers CYCLE
ALTER SEQUENCE app.numbers AS integer
ALTER SEQUENCE app.numbers OWNED BY app.orders.id
ALTER SEQUENCE app.small OWNED BY NONE
ALTER SEQUENCE app.small NO CYCLE
15+ ALTER SEQUENCE app.numbers SET UNLOGGED
ALTER SEQUENCE app.numbers RENAME TO digits
ALTER SEQUENCE app.small OWNED BY NONE; ALTER SEQUENCE app.small SET SCHEMA other
COMMENT ON SEQUENCE app.numbers IS 'numbers'
CREATE SEQUENCE other.more
ALTER FOREIGN TABLE app.far OPTIONS (SET path 'q')
ALTER FOREIGN TABLE app.far OPTIONS (ADD more 'q')
ALTER FOREIGN TABLE app.far ALTER COLUMN a OPTIONS (SET name 'y')
ALTER FOREIGN TABLE app.far ALTER COLUMN b OPTIONS (ADD name 'y')
ALTER FOREIGN TABLE app.far ALTER COLUMN b SET NOT NULL
ALTER FOREIGN TABLE app.far ADD COLUMN c integer
ALTER FOREIGN TABLE app.far ADD CONSTRAINT far_a CHECK (a > 0)
ALTER FOREIGN TABLE app.far ALTER COLUMN a SET DEFAULT 3
COMMENT ON FOREIGN TABLE app.far IS 'away'
DROP FOREIGN TABLE app.far
ALTER STATISTICS app.orders_stats SET STATISTICS 77
COMMENT ON STATISTICS app.orders_stats IS 'more'
DROP STATISTICS app.orders_stats
DROP STATISTICS app.orders_stats; CREATE STATISTICS app.orders_stats (ndistinct) ON customer, total FROM app.orders
DROP STATISTICS app.orders_stats; CREATE STATISTICS app.orders_stats (dependencies, ndistinct) ON customer, note FROM app.orders
14+ DROP STATISTICS app.orders_stats; CREATE STATISTICS app.orders_stats ON lower(note) FROM app.orders
CREATE ROLE mutant; GRANT CREATE ON SCHEMA app TO mutant; ALTER TABLE app.orders OWNER TO mutant
CREATE ROLE mutant SUPERUSER; ALTER VIEW app.names OWNER TO mutant
CREATE ROLE mutant; ALTER SEQUENCE app.numbers OWNER TO mutant
CREATE ROLE mutant; ALTER SCHEMA app OWNER TO mutant
GRANT SELECT ON app.orders TO PUBLIC
GRANT SELECT (note) ON app.orders TO PUBLIC
GRANT UPDATE (note), INSERT (note) ON app.orders TO PUBLIC
CREATE ROLE mutant; GRANT SELECT ON app.orders TO mutant
CREATE ROLE mutant; GRANT SELECT ON app.orders TO mutant || GRANT SELECT ON app.orders TO mutant WITH GRANT OPTION
CREATE ROLE mutant; GRANT SELECT ON app.orders TO mutant || GRANT TRUNCATE ON app.orders TO mutant
REVOKE DELETE ON app.orders FROM CURRENT_USER
REVOKE ALL ON app.orders FROM CURRENT_USER
GRANT SELECT ON app.names TO PUBLIC
GRANT SELECT ON app.sums TO PUBLIC
GRANT USAGE ON SEQUENCE app.numbers TO PUBLIC
GRANT USAGE ON SCHEMA app TO PUBLIC
GRANT CREATE ON SCHEMA app TO PUBLIC
`
