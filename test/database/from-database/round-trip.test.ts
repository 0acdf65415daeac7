import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { PlinthError } from '../../../src/index.ts'
import { makeDatabase, makeProject, smallInit } from '../../support/project.ts'
import { testServer, type TestDatabase } from '../../support/server.ts'
import { findPgDump } from '../psql/pg-dump.ts'
import { richSchema } from '../psql/rich-schema.ts'
import { everything } from '../schema/everything.ts'
import { baseSchema } from '../schema/mutations/base-schema.ts'
import { dumpDifference, normalDump } from '../schema/normal-dump.ts'
import { snapshotOf } from '../schema/read-snapshot.ts'
import { loadWithPsql } from './load-with-psql.ts'

/** What is written of a database makes the same database again: `pg_dump -s` is the judge. */

const role = 'plinth_test_written'
const server = await testServer()
const pgDump = await findPgDump(server.major)

const orders = `
create table public.wide (a int, b int, c int);
alter table public.wide drop column b;
alter table public.wide add column b text default 'late';
create function public.zeroth() returns bigint language sql as 'select count(*) from public.wide';
create materialized view public.filled as select public.zeroth() as n;
create materialized view public.above as select n + 1 as m from public.filled;
create materialized view public.bare as select 1 as one with no data;
create type public.stretch;
create function public.whole(public.stretch) returns public.stretch language internal immutable strict as 'int4range_canonical';
create type public.stretch as range (subtype = int, canonical = public.whole);
create table public.ring (id int primary key, next int);
alter table public.ring add foreign key (next) references public.ring;
create table public.left_hand (id int primary key, other int);
create table public.right_hand (id int primary key, other int references public.left_hand);
alter table public.left_hand add foreign key (other) references public.right_hand;
create function public.loud() returns event_trigger language plpgsql as $$ begin perform no_such_function(); end $$;
create event trigger loud on ddl_command_end when tag in ('REFRESH MATERIALIZED VIEW') execute function public.loud();
`

const hostile = String.raw`
create schema "a'b""c\d";
create table "a'b""c\d"."; drop table x; --" (":HOST" int, ":'x'" int[], "USER" int);
create view "a'b""c\d"."$$;$x$" as select ":HOST", (":'x'")[1:"USER"] as part from "a'b""c\d"."; drop table x; --";
create function "a'b""c\d"."\restrict"() returns text language sql as $f$ select E'\\.\n\\q' || ':HOST' $f$;
comment on schema "a'b""c\d" is E'-- plinth: upgrade\n\\connect other\n:HOST';
create type "a'b""c\d"."line
end" as enum (':USER', '\', E'\n');
`

const schemas: Readonly<Record<string, string>> = {
  // The order of what is a set, of tags and of storage parameters, says nothing and is not kept.
  'each kind': everything.replace(`'CREATE TABLE', 'ALTER TABLE'`, `'ALTER TABLE', 'CREATE TABLE'`),
  'each kind, otherwise': baseSchema,
  // But what a snapshot cannot see.
  'all that pg_dump writes': richSchema(server.major, role)
    .replace(/^alter table app.events_2024 disable trigger fifth;$/m, '')
    .replace('fillfactor = 70, autovacuum_enabled = false', 'autovacuum_enabled = false, fillfactor = 70')
    .replace(/ grant usage on language plpgsql to .*$/m, ''),
  'orders that count': orders,
}

if (pgDump === undefined)
  console.warn('SKIPPED: no pg_dump here that can read this server, Plinth itself is the judge')

/** What it is, as texts that are the same just when it is. */
async function dumpOf({ url }: TestDatabase): Promise<readonly string[]> {
  if (pgDump === undefined)
    return [...(await snapshotOf(url)).facts.values()].map((fact) => JSON.stringify(fact)).toSorted()
  return normalDump((await pgDump.dump(url, ['-s', '--exclude-schema=plinth'])).toString('utf8'))
}

async function written(sql: string) {
  const project = await makeProject({ init: null })
  const database = await makeDatabase()
  await database.query(sql)
  const result = await project
    .on(database)
    .fromDatabase({ owners: 'written' })
    .catch((error: PlinthError) => {
      throw new Error(`${error.message}\n${error.detail}`, { cause: error })
    })
  return { project, database, result }
}

beforeAll(async () => {
  const database = await server.createDatabase()
  await database.query(`do $$ begin create role ${role}; exception when duplicate_object then null; end $$`)
  await database.drop()
})

describe.each(Object.keys(schemas))('%s', (name) => {
  test('init makes it of an empty database, and psql does, and init adopts the live one', async () => {
    const { project, database, result } = await written(schemas[name] ?? '')
    const text = await readFile(join(project.folder, 'sql/init.sql'), 'utf8')
    expect(text).toBe(result.text)
    const wanted = await dumpOf(database)

    const fresh = await makeDatabase()
    expect(await project.on(fresh).init()).toMatchObject({ did: 'ran init script' })
    expect(dumpDifference(await dumpOf(fresh), wanted)).toEqual([])

    if (loadWithPsql !== undefined) {
      const other = await makeDatabase()
      await loadWithPsql(other.url, text)
      expect(dumpDifference(await dumpOf(other), wanted)).toEqual([])
    }

    const adopted = await project.on(database).init()
    expect([adopted.did, adopted.plan.steps[0]]).toMatchObject(['adopted', { how: 'adopted verified' }])
    expect(dumpDifference(await dumpOf(database), wanted)).toEqual([])
  })
})

test('hostile names: what psql would take for a variable is refused, for the script would be another one', async () => {
  const project = await makeProject({ init: null })
  const database = await makeDatabase()
  await database.query(hostile)
  await expect(project.on(database).fromDatabase()).rejects.toMatchObject({ code: 'E_DRIFT' })
  expect(existsSync(join(project.folder, 'sql/init.sql'))).toBe(false)
  await database.query(`drop view "a'b""c\\d"."$$;$x$"`)
  const { text } = await project.on(database).fromDatabase()
  const fresh = await makeDatabase()
  await loadWithPsql?.(fresh.url, text)
  expect(await dumpOf(fresh)).toEqual(loadWithPsql === undefined ? expect.anything() : await dumpOf(database))
})

test('the order of columns is that of the table, and populated views are filled', async () => {
  const { project, database } = await written(orders)
  const fresh = await makeDatabase()
  await project.on(fresh).init()
  const facets = async ({ url }: TestDatabase) =>
    [...(await snapshotOf(url)).facts.values()].flatMap(({ kind, key, facets }) =>
      kind === 'table' || kind === 'materialized view' ? [{ key, facets }] : [],
    )
  expect(await facets(fresh)).toEqual(await facets(database))
})

test('the same database gives the same text', async () => {
  const { project, database, result } = await written(smallInit)
  const again = await project
    .on(database, { init: 'sql/again.sql', migrations: 'others' })
    .fromDatabase({ owners: 'written', mode: 'plan' })
  expect(again.text).toBe(result.text)
})
