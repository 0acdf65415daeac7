import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FactKind, Schema } from '../../../src/schema/schema.ts'
import { testServer, type TestDatabase } from '../../support/server.ts'
import { findPgDump } from '../psql/pg-dump.ts'
import { richSchema } from '../psql/rich-schema.ts'
import { everything } from './everything.ts'
import { snapshotOf } from './read-snapshot.ts'

/** A database that was restored from a dump of another has the same facts: what the snapshot says is what a dump keeps. */

const role = 'plinth_test_snapshot'
const server = await testServer()
const pgDump = await findPgDump(server.major)
const schemas: Readonly<Record<string, string>> = { everything, rich: richSchema(server.major, role) }

const made: TestDatabase[] = []
async function build(sql: string): Promise<TestDatabase> {
  const database = await server.createDatabase()
  made.push(database)
  await database.query(sql)
  return database
}

/** One line a fact. A dump of the schema alone restores materialized views without rows. */
const linesOf = ({ facts }: Schema) =>
  [...facts.values()].map(({ key, facets, needs, parent }) =>
    JSON.stringify({ key, parent, needs, facets: { ...facets, populated: undefined } }),
  )

/** What one has and the other has not: short enough to be read. */
function difference(one: Schema, other: Schema): readonly string[] {
  const [ones, others] = [linesOf(one), linesOf(other)]
  return [
    ...ones.filter((line) => !others.includes(line)).map((line) => `- ${line}`),
    ...others.filter((line) => !ones.includes(line)).map((line) => `+ ${line}`),
  ]
}

afterAll(async () => {
  for (const database of made) await database.drop()
})

describe('a database restored from a dump', () => {
  beforeAll(async () => {
    const database = await build('')
    await database.query(`do $$ begin create role ${role}; exception when duplicate_object then null; end $$`)
  })

  test.skipIf(pgDump === undefined).each(Object.keys(schemas))(
    'has the same facts (skipped where there is no pg_dump): %s',
    async (name) => {
      const first = await build(schemas[name] ?? '')
      const before = await snapshotOf(first.url)
      expect(before.facts.size).toBeGreaterThan(100)
      const dump = ((await pgDump?.dump(first.url, ['-s'])) ?? '')
        .toString()
        .replaceAll(/^\\(un)?restrict .*$/gm, '')
      const after = await snapshotOf((await build(dump)).url)
      expect(difference(before, after)).toEqual([])
      expect(after.unseen).toEqual(before.unseen)
    },
  )
})

test('there is a fact of each kind but extensions in what is built', async () => {
  const { facts } = await snapshotOf((await build(everything)).url)
  const kinds = new Set([...facts.values()].map(({ kind }) => kind))
  expect([...kinds].toSorted()).toEqual(
    Object.keys(allKinds)
      .filter((kind) => kind !== 'extension')
      .toSorted(),
  )
  for (const { needs } of facts.values()) for (const key of needs) expect(facts.has(key)).toBe(true)
})

const allKinds: Readonly<Record<FactKind, true>> = {
  schema: true,
  extension: true,
  table: true,
  'foreign table': true,
  view: true,
  'materialized view': true,
  column: true,
  default: true,
  constraint: true,
  index: true,
  trigger: true,
  rule: true,
  policy: true,
  sequence: true,
  function: true,
  procedure: true,
  aggregate: true,
  enum: true,
  domain: true,
  'domain constraint': true,
  'composite type': true,
  'range type': true,
  'base type': true,
  collation: true,
  operator: true,
  'operator class': true,
  'operator family': true,
  cast: true,
  conversion: true,
  'access method': true,
  language: true,
  transform: true,
  'event trigger': true,
  'foreign data wrapper': true,
  server: true,
  'user mapping': true,
  publication: true,
  statistics: true,
  'text search parser': true,
  'text search template': true,
  'text search dictionary': true,
  'text search configuration': true,
  'default privileges': true,
}
