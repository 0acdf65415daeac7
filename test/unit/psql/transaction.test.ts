import { describe, expect, test } from 'vitest'
import { classifyStatement, type StatementClass } from '../../../src/psql/transaction.ts'

const classes: Record<StatementClass, readonly string[]> = {
  'transaction-control': [
    'begin',
    'BEGIN ISOLATION LEVEL SERIALIZABLE',
    '/* x */ commit -- y',
    'end',
    'abort',
    'rollback',
    'rollback work',
    'start transaction',
    'commit and chain',
    "prepare transaction 'x'",
    'select 1; commit',
    'begin; vacuum',
  ],
  'outside-transaction': [
    'create database x',
    'drop database if exists x',
    'alter database x set tablespace y',
    "create tablespace x location '/'",
    'drop tablespace x',
    'alter system set a = 1',
    'vacuum',
    'VACUUM (ANALYZE) t',
    'cluster',
    'cluster verbose',
    'cluster (verbose)',
    'reindex schema s',
    'reindex (verbose) database d',
    'reindex system x',
    'reindex table concurrently t',
    'reindex index concurrently "a"',
    'reindex (concurrently) table t',
    'reindex (verbose, concurrently on) table t',
    'create index concurrently on t (a)',
    'CREATE UNIQUE INDEX /* c */ CONCURRENTLY i ON t (a)',
    'create  index\n   concurrently i on t (a)',
    'create index/**/concurrently i on t (a)',
    'create index --\n concurrently on t (a)',
    'drop index concurrently i',
    'alter table if exists only s.t detach partition s.p concurrently',
    "create subscription s connection '' publication p",
    'drop subscription s',
    'alter subscription s refresh publication',
    'alter subscription s set publication p',
    'alter subscription s add publication p with (copy_data = false)',
    "commit prepared 'x'",
    "rollback prepared 'x'",
    'discard all',
    'select 1; vacuum',
  ],
  plain: [
    '',
    'create index concurrently_made on t (a)',
    'create index "concurrently" on t (a)',
    'select 1',
    'analyze t',
    'rollback to savepoint a',
    'rollback work to a',
    'savepoint a',
    'release a',
    'cluster t using i',
    'cluster (verbose) t',
    'reindex table t',
    'reindex table "concurrently"',
    'reindex (concurrently off) table t',
    'create index concurrently_i on t (a)',
    'create index on t (a)',
    'drop index i',
    'prepare transaction as select 1',
    'alter table t detach partition p',
    'alter database x set a = 1',
    'discard temp',
    'create table "database" ()',
    "create subscription s connection '' publication p with (connect = false)",
    'alter subscription s disable',
    'alter subscription s set publication p with (refresh = false)',
    'create function begin() returns int return 1',
    'do $$ begin commit; end $$',
    "select 'x; commit'",
    'set transaction read only',
    'create function f() returns int begin atomic; select 1; end',
    'create rule r as on insert to t do (select 1; select 2)',
  ],
}

test('a statement that is known to be one is not searched for others', () => {
  expect(classifyStatement("insert into t values ('; commit')", 'one')).toBe('plain')
  expect(classifyStatement('select 1; commit', 'one')).toBe('plain')
})

for (const [expected, statements] of Object.entries(classes)) {
  describe(expected, () => {
    for (const text of statements) test(text, () => expect(classifyStatement(text)).toBe(expected))
  })
}
