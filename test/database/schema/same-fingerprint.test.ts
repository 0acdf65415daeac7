import { afterAll, beforeAll, expect, test } from 'vitest'
import { differingFacts } from '../../../src/schema/differing-facts.ts'
import { fingerprintOf, type FingerprintResult } from '../../../src/schema/fingerprint.ts'
import { queryOnce, testServer, type TestDatabase } from '../../support/server.ts'
import { findPgDump } from '../psql/pg-dump.ts'
import { baseSchema } from './mutations/base-schema.ts'
import { counting } from './mutations/mutation.ts'
import { snapshotOf } from './read-snapshot.ts'

const server = await testServer()
const pgDump = await findPgDump(server.major)
const made: TestDatabase[] = []
let first: TestDatabase
let wanted: FingerprintResult

async function build(sql: string): Promise<TestDatabase> {
  const database = await server.createDatabase()
  made.push(database)
  await database.query(sql)
  return database
}

/** With owners, grants and the order of columns: all that a fingerprint can say. */
async function fingerprintAt(url: string): Promise<FingerprintResult> {
  return fingerprintOf(await snapshotOf(url), counting)
}

function expectSame(one: FingerprintResult, other: FingerprintResult): void {
  expect(differingFacts(one.tree, other.tree)).toEqual([])
  if (one.kind !== 'certain' || other.kind !== 'certain') return expect.unreachable('it is uncertain')
  expect(one.fingerprint).toBe(other.fingerprint)
}

beforeAll(async () => {
  first = await build(baseSchema)
  wanted = await fingerprintAt(first.url)
})
afterAll(async () => {
  for (const database of made) await database.drop()
})

// Run on each major version from 13 to 18: all must give the one that was recorded.
test('one schema has one fingerprint on every major version', async () => {
  const result = fingerprintOf(await snapshotOf(first.url))
  expect(result).toMatchObject({ kind: 'certain' })
  expect(result).toHaveProperty(
    'fingerprint',
    '1:c61c9a68e90967c7b2cd83bac2ebafe2be372fce726140574cd622461d73b949',
  )
})

test('made again by the same script', async () => {
  expectSame(await fingerprintAt((await build(baseSchema)).url), wanted)
})

test.skipIf(pgDump === undefined)('restored from a dump (skipped where there is no pg_dump)', async () => {
  const dump = (await pgDump?.dump(first.url, ['-s']))?.toString() ?? ''
  // What a newer pg_dump writes, and this server or driver does not know.
  const restored = await build(dump.replaceAll(/^(?:\\(?:un)?restrict |SET transaction_timeout ).*$/gm, ''))
  expectSame(await fingerprintAt(restored.url), wanted)
})

test('copied as a template', async () => {
  const copy = await server.createDatabase()
  made.push(copy)
  const source = await build(baseSchema)
  await queryOnce(server.url, `drop database ${copy.name}`)
  await queryOnce(
    server.url,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${source.name}'`,
  )
  await queryOnce(server.url, `create database ${copy.name} template ${source.name}`)
  expectSame(await fingerprintAt(copy.url), wanted)
})

const parts: readonly string[] = [
  'create table s.b (id integer constraint b_pkey primary key, note text)',
  "create type s.mood as enum ('sad', 'happy')",
  'create function s.twice(x integer) returns integer language sql immutable as $$ select 2 * x $$',
  'create sequence s.numbers',
  'create domain s.code as text',
  'create view s.one as select 1 as one',
  "create collation s.plain (lc_collate = 'C', lc_ctype = 'C')",
]
const onTop: readonly string[] = [
  'create index b_note on s.b (note)',
  'alter table s.b add constraint b_positive check (id > 0)',
  'alter table s.b add constraint b_less check (id < 100)',
  "comment on table s.b is 'b'",
  'create policy b_one on s.b using (id > 1)',
  'create policy b_two on s.b using (id > 2)',
  'grant select on s.b to public',
  'create statistics s.stats on id, note from s.b',
]

test('with objects made in another order', async () => {
  const inOrder = await build(['create schema s', ...parts, ...onTop].join(';\n'))
  const turned = await build(
    ['create table public.first (a integer)', 'drop table public.first', 'create schema s']
      .concat([...parts].reverse(), [...onTop].reverse())
      .join(';\n'),
  )
  expectSame(await fingerprintAt(turned.url), await fingerprintAt(inOrder.url))
})

test('with a column that was added later, unless the order counts', async () => {
  const [one, other] = [
    await build('create table t (a integer, b text, check (a > 0 and b <> $$x$$))'),
    await build(
      'create table t (b text); alter table t add a integer; alter table t add check (a > 0 and b <> $$x$$)',
    ),
  ]
  const [before, after] = [await snapshotOf(one.url), await snapshotOf(other.url)]
  expectSame(fingerprintOf(before), fingerprintOf(after))
  expect(fingerprintOf(before, counting).tree.hash).not.toBe(fingerprintOf(after, counting).tree.hash)
})
