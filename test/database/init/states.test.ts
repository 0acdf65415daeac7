import { spawnSync } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { postgresDatabase } from '../../../src/database/postgres/postgres.ts'
import { openSession } from '../../../src/database/postgres/session.ts'
import { readConnectionSettings } from '../../../src/database/postgres/connection.ts'
import { plinth } from '../../../src/index.ts'
import type { ObjectName } from '../../../src/plan/facts.ts'
import { readMadeObjects } from '../../../src/psql/made-objects.ts'
import { readScript } from '../../../src/psql/read-script.ts'
import { realWorld } from '../../../src/world.ts'
import { testServer, type TestDatabase } from '../../support/server.ts'
import {
  baseline,
  contentsOf,
  example,
  headsOf,
  journalOf,
  makeDatabase,
  makeProject,
  refusal,
  smallInit,
} from '../../support/project.ts'

const exampleBaseline = '3f1c9a7be204'
const next = { next: { up: 'create table public.next ();', down: 'drop table public.next;' } }

/** A project, and a database in which SQL was run before. */
async function prepared(sql = '') {
  const project = await makeProject({ migrations: next })
  const database = await makeDatabase()
  if (sql !== '') await database.query(sql)
  return { project, database, verbs: project.on(database) }
}

/** A refusal that must leave everything as it was. */
async function refused(database: TestDatabase, work: () => Promise<unknown>) {
  const before = await contentsOf(database)
  const error = await refusal(work())
  expect(await contentsOf(database)).toBe(before)
  expect(error.result).toBe('Nothing was changed.')
  return error
}

describe('an empty database', () => {
  it.each([
    ['nothing at all', ''],
    ['extensions only', 'create extension citext; create extension pg_trgm;'],
    ['a comment on public', `comment on schema public is 'mine'`],
  ])('%s: runs the init script, then upgrades; twice is a no-op', async (_, sql) => {
    const { database, verbs } = await prepared(sql)
    const first = await verbs.init()
    expect([first.did, first.state.kind, first.heads]).toEqual(['ran init script', 'empty', ['next']])
    const journal = [`${baseline} upgrade init`, 'next upgrade executed']
    expect(await journalOf(database)).toEqual(journal)
    const after = await contentsOf(database)
    const second = await verbs.init()
    expect([second.did, second.state.kind, second.applied]).toEqual(['nothing', 'initialised', []])
    expect(await journalOf(database)).toEqual(journal)
    expect(await contentsOf(database)).toBe(after)
  })

  it.each([
    ['type public.mood', `create type public.mood as enum ('good')`],
    ['function public.f', `create function public.f() returns integer language sql as 'select 1'`],
    ['sequence public.s', 'create sequence public.s'],
    ['schema other', 'create schema other'],
    ['domain public.d', 'create domain public.d as text'],
  ])('it is not when there is only a %s', async (object, sql) => {
    const { database, verbs } = await prepared(sql)
    const error = await refused(database, () => verbs.init())
    expect([error.code, error.message]).toEqual([
      'E_EXISTING',
      'the database is not empty, and it is not what the init script makes',
    ])
    expect(error.detail).toContain(`only in the database: ${object}`)
  })

  it('is not changed by a plan', async () => {
    const { database, verbs } = await prepared()
    const { plan, applied } = await verbs.init({ mode: 'plan' })
    expect(plan.steps.map(({ kind, revision }) => [kind, revision])).toEqual([
      ['init', baseline],
      ['upgrade', 'next'],
    ])
    expect([applied, await contentsOf(database)]).toEqual([[], 'schema public'])
  })
})

describe('an existing database', () => {
  it('that matches is adopted, verified, and migrated', async () => {
    const { database, verbs } = await prepared(smallInit)
    const { did, state } = await verbs.init()
    expect([did, state]).toMatchObject(['adopted', { kind: 'existing', matching: true }])
    expect(await journalOf(database)).toEqual([`${baseline} stamp adopted by name`, 'next upgrade executed'])
  })

  it('made by the init script of the example project is adopted too', async () => {
    const database = await makeDatabase()
    const loaded = spawnSync('psql', [
      '-X',
      '-q',
      '-v',
      'ON_ERROR_STOP=1',
      '-d',
      database.url,
      '-f',
      join(example, 'sql/init.sql'),
    ])
    if (loaded.error === undefined) expect(loaded.status, String(loaded.stderr)).toBe(0)
    else {
      await plinth({ url: database.url, cwd: example }).init({ migrate: 'later' })
      await database.query('drop schema plinth cascade')
    }
    const { did, state } = await plinth({ url: database.url, cwd: example }).init()
    expect([did, state]).toMatchObject(['adopted', { matching: true, missing: [], extra: [] }])
    expect((await journalOf(database))[0]).toBe(`${exampleBaseline} stamp adopted by name`)
    expect(await journalOf(database)).toHaveLength(10)
  })

  it('that does not match is refused with lists, and adopted only on demand', async () => {
    const { database, verbs } = await prepared(
      `${smallInit} drop view public.user_names; create table public.more (id integer);`,
    )
    const error = await refused(database, () => verbs.init())
    expect([error.code, error.detail]).toEqual([
      'E_EXISTING',
      'only in the init script: view public.user_names\nonly in the database: table public.more',
    ])
    expect((await verbs.init({ adopt: baseline })).did).toBe('adopted')
    expect(await journalOf(database)).toEqual([
      `${baseline} stamp adopted unverified`,
      'next upgrade executed',
    ])
  })

  it('that is a part of what the init script makes is refused as half-made', async () => {
    const { database, verbs } = await prepared(`${smallInit} drop function public.twice;`)
    const error = await refused(database, () => verbs.init())
    expect([error.code, error.message]).toEqual([
      'E_PARTIAL',
      'the database holds 2 of the 3 objects that the init script makes',
    ])
    expect(error.detail).toContain('missing: function public.twice')
    await verbs.init({ adopt: 'next' })
    expect(await headsOf(database)).toEqual(['next'])
  })
})

describe('a database that another tool tracks', () => {
  it.each([
    [
      'Alembic',
      'alembic_version',
      'a1b2',
      `create table alembic_version (version_num varchar(32)); insert into alembic_version values ('a1b2')`,
    ],
    [
      'Prisma Migrate',
      '_prisma_migrations',
      '2026_second',
      `create table _prisma_migrations (migration_name text, finished_at timestamptz); insert into _prisma_migrations values ('2026_second', now()), ('2025_first', now() - interval '1 day')`,
    ],
    [
      'Flyway',
      'flyway_schema_history',
      '10',
      `create table flyway_schema_history (installed_rank int, version text); insert into flyway_schema_history values (1, '9'), (2, '10')`,
    ],
    [
      'golang-migrate',
      'schema_migrations',
      '7',
      `create table schema_migrations (version bigint, dirty boolean); insert into schema_migrations values (7, false)`,
    ],
    [
      'dbmate or Rails',
      'schema_migrations',
      '20260101',
      `create table schema_migrations (version varchar); insert into schema_migrations values ('20250101'), ('20260101')`,
    ],
  ])('%s, is refused, naming tool and revision', async (tool, table, revision, sql) => {
    const { database, verbs } = await prepared(sql)
    const error = await refused(database, () => verbs.init())
    expect([error.code, error.message, error.detail]).toEqual([
      'E_FOREIGN',
      `this database is tracked by ${tool}`,
      `${tool}: public.${table}, at ${revision}\nIt holds nothing of what the init script makes.`,
    ])
  })
})

describe('a tracked database', () => {
  it('that is ahead of the files is refused, unless newer is allowed', async () => {
    const { database, verbs } = await prepared()
    await verbs.init()
    const older = (await makeProject()).on(database)
    const error = await refused(database, () => older.init())
    expect([error.code, error.message]).toEqual([
      'E_AHEAD',
      'the database is at next, which these migrations do not have',
    ])
    expect((await refusal(older.upgrade())).code).toBe('E_AHEAD')
    expect((await older.init({ allowNewer: true })).heads).toEqual(['next'])
    expect(await headsOf(database)).toEqual(['next'])
  })

  it.each([
    ['it records no revision', 'delete from plinth.heads'],
    ['the table plinth.journal is missing', 'drop table plinth.journal'],
    [
      'plinth.heads is not a table',
      'alter table plinth.heads rename to h; create view plinth.heads as select * from plinth.h',
    ],
    ['the table plinth.heads is missing', 'drop schema plinth cascade; create schema plinth'],
    [
      'plinth.heads has rules, triggers or row-level security',
      'alter table plinth.heads enable row level security',
    ],
  ])('that cannot be trusted is refused: %s', async (why, sql) => {
    const { database, verbs } = await prepared()
    await verbs.init()
    await database.query(sql)
    const error = await refused(database, () => verbs.init())
    expect([error.code, error.message]).toEqual([
      'E_AMBIGUOUS',
      `the tracking of this database cannot be trusted: ${why}`,
    ])
  })

  it('is not stamped when it is somebody else’s, and is when it is only incomplete', async () => {
    const { database, verbs } = await prepared()
    await verbs.init()
    await database.query(
      'alter table plinth.heads rename to h; create view plinth.heads as select * from plinth.h',
    )
    expect((await refusal(verbs.stamp({ target: 'head' }))).code).toBe('E_AMBIGUOUS')
    await database.query('drop schema plinth cascade; create schema plinth')
    expect((await verbs.stamp({ target: 'head' })).applied.length).toBe(1)
    expect((await verbs.init()).applied).toEqual([])
  })

  it('whose tables another role owns is refused', async () => {
    const { database, verbs } = await prepared()
    await verbs.init()
    const role = `${database.name}_stranger`
    await database.query(`create role ${role}; alter table plinth.heads owner to ${role};`)
    const error = await refused(database, () => verbs.init())
    await database.query(`alter table plinth.heads owner to current_user; drop role ${role};`)
    expect([error.code, error.message]).toEqual([
      'E_AMBIGUOUS',
      'the tracking of this database cannot be trusted: heads is owned by another role',
    ])
  })
})

it('the example project goes up, all the way down to its baseline, and up again', async () => {
  const database = await makeDatabase()
  const verbs = plinth({ url: database.url, cwd: example })
  await verbs.init({ migrate: 'later' })
  const bottom = await contentsOf(database)
  await verbs.upgrade()
  const top = await contentsOf(database)
  await verbs.downgrade({ target: exampleBaseline })
  expect(await headsOf(database)).toEqual([exampleBaseline])
  expect(withoutDropped(await contentsOf(database))).toEqual(withoutDropped(bottom))
  await verbs.upgrade()
  expect(withoutDropped(await contentsOf(database))).toEqual(withoutDropped(top))
  expect((await verbs.check()).ok).toBe(true)
})

/** Dropped columns leave a trace in the catalog; the others may stand in another order. */
function withoutDropped(contents: string): readonly string[] {
  return contents.split(' | ').map((line) =>
    line
      .replace(/\.{8}pg\.dropped\.\d+\.{8} -,?/g, '')
      .replace(/,$/, '')
      .split(/[ ,](?=\w+ )/)
      .sort()
      .join(' '),
  )
}

it('a database that does not exist is refused, and created on demand', async () => {
  const project = await makeProject()
  const { url } = await testServer()
  const name = `plinth_absent_${String(process.pid)}_${String(Date.now())}`
  const target = new URL(url)
  target.pathname = `/${name}`
  const server = { url: target.href }
  const error = await refusal(project.on(server).init())
  expect([error.code, error.hint]).toEqual([
    'E_NO_SUCH_DATABASE',
    'Correct the name in --url, or create the database and initialise it: plinth init --create-database',
  ])
  const admin = await makeDatabase()
  onTestFinished(async () => {
    await admin.query(`drop database if exists ${name} with (force)`)
  })
  const both = await Promise.all([1, 2].map(() => project.on(server).init({ createDatabase: true })))
  expect(both.map(({ did }) => did).sort()).toEqual(['nothing', 'ran init script'])
})

describe('an init script', () => {
  const failing: [string, string, { code: string; line: number; column: number }][] = [
    [
      'fails in the middle',
      `${smallInit}select 1,\n  absent;\nselect 2;`,
      { code: 'E_SQL', line: 8, column: 3 },
    ],
    [
      'has COMMIT inside',
      `${smallInit}commit;\nselect 2;`,
      { code: 'E_SCRIPT_TRANSACTION', line: 7, column: 1 },
    ],
    [
      'fails at its end, by a deferred constraint',
      `create table p (id int primary key, of int references p deferrable initially deferred);\ninsert into p values (1, 2);`,
      { code: 'E_SQL', line: 1, column: 1 },
    ],
  ]
  it.each(failing)('that %s leaves the database empty', async (_, init, { code, line, column }) => {
    const project = await makeProject({ init })
    const database = await makeDatabase()
    const error = await refusal(project.on(database).init())
    expect(error.code).toBe(code)
    expect(error.place).toMatchObject({ file: join(project.folder, 'sql/init.sql'), line, column })
    expect(error.result).toMatch(/^(The init script was rolled back\. )?Nothing was changed\.$/)
    expect(await contentsOf(database)).toBe('schema public')
    await writeFile(join(project.folder, 'sql/init.sql'), smallInit)
    expect((await project.on(database).init()).did).toBe('ran init script')
  })

  it.each([
    ['an empty search_path', `${smallInit}select pg_catalog.set_config('search_path', '', false);`],
    ['another role', `${smallInit}set role pg_monitor;`],
    ['another session authorization', `${smallInit}set session authorization pg_monitor;`],
    [
      'a planted operator and table',
      `${smallInit}create schema evil; create table evil.heads (revision text); set search_path = evil, public;`,
    ],
    ['read-only transactions to come', `${smallInit}set default_transaction_read_only = on;`],
  ])('that leaves %s behind is recorded correctly', async (_, init) => {
    const project = await makeProject({ init, migrations: next })
    const database = await makeDatabase()
    await project.on(database).init()
    expect(await journalOf(database)).toEqual([`${baseline} upgrade init`, 'next upgrade executed'])
    expect(
      await database.query(
        `select distinct nspowner = (select oid from pg_roles where rolname = session_user) as own from pg_namespace where nspname = 'plinth'`,
      ),
    ).toEqual([{ own: true }])
  })
})

describe('the objects that a script makes', () => {
  async function catalogOf(database: TestDatabase): Promise<readonly ObjectName[]> {
    const settings = await readConnectionSettings({ url: database.url, from: 'test', env: {} }, realWorld())
    const session = await openSession(settings, { applicationName: 'test' })
    try {
      return (await postgresDatabase('plinth').readFacts(session)).objects
    } finally {
      await session.close()
    }
  }
  const names = (objects: readonly ObjectName[]) => objects.map(({ kind, name }) => `${kind} ${name}`).sort()

  it('do not hold the indexes of partitions, which pg_dump attaches', async () => {
    const sql = `create table public.t (id integer) partition by list (id);
create table public.t1 (id integer);
alter table only public.t attach partition public.t1 for values in (1);
create index t_idx on only public.t using btree (id);
create index t1_idx on public.t1 using btree (id);
alter index public.t_idx attach partition public.t1_idx;`
    const database = await makeDatabase()
    await database.query(sql)
    const text = (async function* () {
      yield Buffer.from(sql)
    })()
    const made = names(await readMadeObjects(readScript(text, { file: 'dump' })))
    expect(made).toEqual(['index public.t_idx', 'table public.t', 'table public.t1'])
    expect(names(await catalogOf(database))).toEqual(made)
  })

  async function exampleDatabase() {
    const database = await makeDatabase()
    await plinth({ url: database.url, cwd: example }).init({ migrate: 'later' })
    await database.query('drop schema plinth cascade')
    return database
  }

  it('are those in the catalog, for the example', async () => {
    const inCatalog = names(await catalogOf(await exampleDatabase()))
    const file = join(example, 'sql/init.sql')
    expect(names(await readMadeObjects(readScript(createReadStream(file), { file })))).toEqual(inCatalog)
  })

  it('are those in the catalog, for a dump of the example', async ({ skip }) => {
    const database = await exampleDatabase()
    const inCatalog = names(await catalogOf(database))
    const dump = spawnSync('pg_dump', ['-s', '-d', database.url], { encoding: 'utf8', maxBuffer: 1 << 26 })
    const why = dump.error?.message ?? dump.stderr.split('\n')[0] ?? ''
    const { major } = await testServer()
    // An older pg_dump refuses a newer server. Any other failure is one.
    const misses = dump.error !== undefined || /server version mismatch/.test(dump.stderr)
    skip(misses, `no pg_dump for PostgreSQL ${major}: ${why}`)
    expect(dump.status, why).toBe(0)
    const text = (async function* () {
      yield Buffer.from(dump.stdout)
    })()
    expect(names(await readMadeObjects(readScript(text, { file: 'dump' })))).toEqual(inCatalog)
  })
})
