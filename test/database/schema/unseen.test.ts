import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testServer, type TestDatabase } from '../../support/server.ts'
import { snapshotOf } from './read-snapshot.ts'

/** What a snapshot does not hold is named: no answer about such a schema can be certain. */
const cases: readonly (readonly [kind: string, name: string, sql: string])[] = [
  ['rights on sequence', 'public.t_id_seq', 'grant select on sequence t_id_seq to public'],
  [
    'rights',
    'function pg_read_file(text)',
    'grant execute on function pg_catalog.pg_read_file(text) to public',
  ],
  ['dependency on an extension of function', 'public.f()', 'alter function f() depends on extension plpgsql'],
]

describe('what is not in a snapshot', () => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await (await testServer()).createDatabase()
    await database.query(`create table t (id int generated always as identity primary key);
      create function f() returns int language sql as 'select 1'`)
  })
  afterEach(() => database?.drop())

  test.each(cases)('%s %s', async (kind, name, sql) => {
    expect((await snapshotOf(database.url)).unseen).toEqual([])
    await database.query(sql)
    expect((await snapshotOf(database.url)).unseen).toEqual([{ kind, name }])
  })

  test('is not what is temporary, or in the tracking schema', async () => {
    const { facts } = await snapshotOf(database.url)
    await database.query(`create schema plinth; create table plinth.heads (a serial primary key, check (a > 0));
      create temporary table mine (a serial primary key, b text)`)
    const after = await snapshotOf(database.url)
    expect(after.unseen).toEqual([])
    expect([...after.facts.keys()]).toEqual([...facts.keys()])
  })

  test('is the same to a role that may only connect', async () => {
    const role = `plinth_test_${database.name}`
    await database.query(`create role ${role} login password 'x'`)
    try {
      const url = new URL(database.url)
      url.username = role
      url.password = 'x'
      expect(await snapshotOf(url.href)).toEqual(await snapshotOf(database.url))
    } finally {
      await database.query(`drop role ${role}`)
    }
  })
})
