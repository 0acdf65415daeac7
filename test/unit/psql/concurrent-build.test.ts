import { expect, it } from 'vitest'
import { concurrentBuildOf } from '../../../src/psql/concurrent-build.ts'

it.each([
  ['CREATE INDEX CONCURRENTLY i ON t (x)', { kind: 'create', name: ['i'], table: ['t'] }],
  [
    'create unique index concurrently if not exists "I""i" on only s."T" (x)',
    { kind: 'create', name: ['I"i'], table: ['s', 'T'] },
  ],
  ['CREATE INDEX /* ON */ CONCURRENTLY ON T (x) -- i', { kind: 'create', name: [], table: ['t'] }],
  ['reindex index concurrently s.i', { kind: 'reindex', what: 'index', name: ['s', 'i'] }],
  ['REINDEX (VERBOSE, CONCURRENTLY) TABLE t', { kind: 'reindex', what: 'table', name: ['t'] }],
  ['reindex (tablespace "a b") schema concurrently s', { kind: 'reindex', what: 'schema', name: ['s'] }],
  ['reindex database concurrently', { kind: 'reindex', what: 'database', name: [] }],
  ['create index i on t (concurrently)', undefined],
  ['drop index concurrently i', undefined],
  ['reindex table t', undefined],
  ['create table concurrently (x int)', undefined],
  ['', undefined],
])('reads which index is made beside the use of its table: %s', (text, build) => {
  expect(concurrentBuildOf(text)).toEqual(build)
})
