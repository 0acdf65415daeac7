import { spawnSync } from 'node:child_process'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readConnectionSettings } from '../../../src/database/postgres/connection.ts'
import { postgresDatabase } from '../../../src/database/postgres/postgres.ts'
import { openSession } from '../../../src/database/postgres/session.ts'
import { readMadeObjects } from '../../../src/psql/made-objects.ts'
import { readScript } from '../../../src/psql/read-script.ts'
import { realWorld } from '../../../src/world.ts'
import { makeDatabase, makeProject, refusal } from '../../support/project.ts'
import { testServer, type TestDatabase } from '../../support/server.ts'
import { everything, madeScripts } from '../../unit/psql/made-scripts.ts'
import { inChunks } from '../../unit/psql/reading.ts'

type Named = { readonly kind: string; readonly name: string }
const names = (objects: readonly Named[]) => objects.map(({ kind, name }) => `${kind} ${name}`)
const itemsOf = (script: string) => readScript(inChunks(Buffer.from(script)), { file: 'init.sql' })
const madeBy = async (script: string) => names(await readMadeObjects(itemsOf(script)))

/** The listing of a database, as init sees it. */
async function listingOf(database: TestDatabase): Promise<readonly string[]> {
  const settings = await readConnectionSettings({ url: database.url, from: 'test', env: {} }, realWorld())
  const session = await openSession(settings, { applicationName: 'test' })
  try {
    return names((await postgresDatabase('plinth').readFacts(session)).objects)
  } finally {
    await session.close()
  }
}

/** A database that an init script made, and that nothing tracks any more. */
async function loaded(init: string) {
  const project = await makeProject({ init })
  const database = await makeDatabase()
  const verbs = project.on(database)
  await verbs.init()
  await database.query('drop schema plinth cascade')
  return { database, verbs }
}

/** The database as a script, if there is a pg_dump here that is not older than the server. */
async function dump(database: TestDatabase, ...options: readonly string[]): Promise<string | undefined> {
  const { major } = await testServer()
  if (dumpMajor < major) return undefined
  const { status, stdout, stderr } = spawnSync('pg_dump', ['-d', database.url, ...options], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

const dumpMajor = Number(
  / (\d+)/.exec(spawnSync('pg_dump', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1] ?? 0,
)

describe('what a script makes is what the catalog lists', () => {
  it.each(Object.entries(madeScripts))('%s', async (_, [script, ...made]) => {
    const database = await makeDatabase()
    await database.query(script.replaceAll('\\;', ';'))
    expect(await listingOf(database)).toEqual(made)
    const dumped = await dump(database)
    if (dumped !== undefined) expect(await madeBy(dumped)).toEqual(made)
  })

  it('of every kind there is', async () => {
    const { major } = await testServer()
    const script = everything(major)
    const { database } = await loaded(script)
    onTestFinished(async () => {
      await database.query('drop subscription nothing')
    })
    const listing = await listingOf(database)
    expect(await madeBy(script)).toEqual(listing)
    expect([...new Set(listing.map(kindOf))]).toEqual(kinds)
    const dumped = await dump(database)
    if (dumped !== undefined) expect(await madeBy(dumped)).toEqual(listing)
  })
})

it('a database loaded from a script whose indexes have no names is adopted', async () => {
  const { verbs } = await loaded(`create table orders (id serial primary key, user_id int, note text);
    create index on orders (user_id); create index on orders (lower(note)); create index on orders (user_id);`)
  const { did, state } = await verbs.init()
  expect([did, state]).toMatchObject(['adopted', { matching: true, missing: [], extra: [] }])
})

describe('what an extension owns', () => {
  it('leaves a database empty, with the schemas that are there for extensions only', async () => {
    const project = await makeProject()
    const database = await makeDatabase()
    await database.query(`create schema ext; create extension tablefunc schema ext; create extension hstore schema ext;
      create extension unaccent; create extension intarray;`)
    expect(await listingOf(database)).toEqual([])
    expect((await project.on(database).init()).did).toBe('ran init script')
  })

  it('does not hide what has the same name or the same schema', async () => {
    const database = await makeDatabase()
    await database.query(`create schema ext; create extension citext schema ext; create domain ext.d as text;
      create function public.lower(integer) returns integer language sql as 'select 1';
      create extension hstore; create function public.hstore(integer) returns integer language sql as 'select 1';`)
    const own = ['domain ext.d', 'function public.hstore', 'function public.lower', 'schema ext']
    expect(await listingOf(database)).toEqual(own)
  })
})

it('a dump of a tracked database tells the place where it makes the tracking', async ({ skip }) => {
  const project = await makeProject()
  const database = await makeDatabase()
  await project.on(database).init()
  const dumped = await dump(database)
  if (dumped === undefined) return skip('no pg_dump here is new enough')
  const found = await makeProject({ init: dumped })
  const { place } = await refusal(found.on(await makeDatabase()).init())
  expect(dumped.split('\n')[(place?.line ?? 0) - 1]).toBe('CREATE SCHEMA plinth;')
  expect((await found.on(database).validate()).findings).toMatchObject([
    { level: 'error', line: place?.line },
  ])
  const without = await makeProject({ init: (await dump(database, '--exclude-schema=plinth')) ?? '' })
  await without.on(await makeDatabase()).init()
})

const kinds = [
  'access method',
  'aggregate',
  'collation',
  'conversion',
  'domain',
  'event trigger',
  'foreign data wrapper',
  'foreign table',
  'function',
  'index',
  'language',
  'materialized view',
  'operator',
  'operator class',
  'operator family',
  'policy',
  'procedure',
  'publication',
  'rule',
  'schema',
  'sequence',
  'server',
  'statistics',
  'table',
  'text search configuration',
  'text search dictionary',
  'text search parser',
  'text search template',
  'trigger',
  'type',
  'view',
]

function kindOf(line: string): string {
  return kinds.filter((kind) => line.startsWith(`${kind} `)).sort((a, b) => b.length - a.length)[0] ?? line
}
