import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anyObjectSql, userObjectsSql } from '../../src/database/postgres/objects.sql.ts'
import { testServer, type TestDatabase } from '../support/server.ts'

/** The short look, which says whether the long one is needed, must see whatever that one would list. */

const alone: readonly (readonly [kind: string, sql: string])[] = [
  ['schema', 'create schema a'],
  ['table', 'create table a (n int)'],
  ['view', 'create view a as select 1 as n'],
  ['sequence', 'create sequence a'],
  ['type', `create type a as enum ('x')`],
  ['type', 'create type a'],
  ['domain', 'create domain a as int'],
  ['function', `create function a() returns int language sql as 'select 1'`],
  ['procedure', `create procedure a() language sql as 'select 1'`],
  ['aggregate', 'create aggregate a(int) (sfunc = int4pl, stype = int)'],
  ['collation', 'create collation a (locale = "C")'],
  ['conversion', `create conversion a for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8`],
  ['operator', 'create operator === (leftarg = int, rightarg = int, function = int4eq)'],
  ['operator class', 'create operator class a for type int using hash as operator 1 = (int, int)'],
  ['operator family', 'create operator family a using btree'],
  ['text search configuration', 'create text search configuration a (copy = simple)'],
  ['text search dictionary', 'create text search dictionary a (template = simple)'],
  [
    'text search parser',
    'create text search parser a (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype)',
  ],
  ['text search template', 'create text search template a (lexize = dsimple_lexize)'],
  ['access method', 'create access method a type index handler bthandler'],
  ['foreign data wrapper', 'create foreign data wrapper a'],
  ['language', 'create language a handler plpgsql_call_handler'],
  ['publication', 'create publication a'],
]

describe('the short look at a database', () => {
  let database: TestDatabase

  beforeAll(async () => {
    database = await (await testServer()).createDatabase()
  })
  afterAll(() => database?.drop())

  const found = async (sql: string) => {
    const listed = `select kind from (${userObjectsSql.replaceAll('$1', `'plinth'`)}) as l where not of_extension`
    // A failure of a script leaves nothing behind: the answers are told in its error.
    const report = `do $report$ begin raise exception '%', (select json_build_object('any', (${anyObjectSql}), 'kinds', (select json_agg(distinct kind) from (${listed}) as k)))
      using errcode = 'P0001'; end $report$`
    const error = await database.query(`${sql};\n${report}`).catch((failure: unknown) => failure)
    return JSON.parse((error as Error).message) as { any: boolean; kinds: readonly string[] | null }
  }

  test('finds nothing in an empty one', async () => {
    expect(await found('select 1')).toEqual({ any: false, kinds: null })
  })

  test.each(alone)('finds a %s: %s', async (kind, sql) => {
    const { any, kinds } = await found(sql)
    expect(kinds).toContain(kind)
    expect(any).toBe(true)
  })
})
