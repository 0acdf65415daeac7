import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import {
  contentsOf,
  headsOf,
  journalOf,
  makeDatabase,
  makeProject,
  refusal,
  type TestProject,
} from '../../support/project.ts'
import { testServer, type TestDatabase } from '../../support/server.ts'

/** Every name is qualified, so that a search_path changes nothing; the literals mean something else under other settings. */
const init = `create table public.t (id integer primary key, text text default 'it''s \\ back', day date default '2026-02-03');
insert into public.t (id, text) values (1, 'a\\b''c');
create function public.twice(x integer) returns integer language sql as 'select 2 * x';
create view public.v as select id, text from public.t;
`
const migrations = {
  one: {
    up: 'alter table public.t add column more text;\nselect pg_sleep(1.2);',
    down: 'alter table public.t drop column more;',
  },
  two: {
    up: 'create index concurrently t_text on public.t (text);',
    down: 'drop index public.t_text;',
    noTransaction: true,
  },
}

/** A database, and the role that owns it and logs in to it. */
async function ownedDatabase(): Promise<{
  readonly owner: string
  readonly as: TestDatabase
  readonly database: TestDatabase
}> {
  const database = await (await testServer()).createDatabase()
  const owner = `role_${randomBytes(6).toString('hex')}`
  await database.query(
    `create role ${owner} login password 'pw'; alter database ${database.name} owner to ${owner}`,
  )
  onTestFinished(async () => {
    const { query, drop } = await (await testServer()).createDatabase()
    await database.drop()
    await query(`drop role ${owner}`)
    await drop()
  })
  const url = Object.assign(new URL(database.url), { username: owner, password: 'pw' })
  return { owner, database, as: { ...database, url: url.href } }
}

/** All that `init`, `migrate`, `downgrade` and `stamp` do, and what they left. */
async function walk(project: TestProject, database: TestDatabase): Promise<unknown> {
  const verbs = project.on(database)
  const did = [(await verbs.init({ migrate: 'later' })).did]
  for (const { applied } of [
    await verbs.upgrade(),
    await verbs.downgrade({ target: '-1' }),
    await verbs.upgrade(),
  ])
    did.push(applied.map(({ revision }) => revision).join() as never)
  await verbs.stamp({ target: 'one' })
  await verbs.stamp({ target: 'two' })
  const { state, current, pending, applied } = await verbs.status()
  return {
    did,
    state: state.kind,
    current: current.map(({ revision }) => revision),
    pending,
    applied: applied.map(({ revision, how }) => `${revision} ${how}`),
    check: (await verbs.check()).ok,
    times: applied.every(({ finished }) => Math.abs(Date.parse(finished) - Date.now()) < 600_000),
    heads: await headsOf(database),
    journal: await journalOf(database),
    contents: await contentsOf(database),
    rows: await database.query('select id, text, day::text from public.t'),
  }
}

/** The first six one by one, then all together. */
const settings: readonly (readonly [string, string])[] = [
  ['lock_timeout', '1ms'],
  ['statement_timeout', '1s'],
  ['idle_in_transaction_session_timeout', '1ms'],
  ['search_path', 'evil'],
  ['default_transaction_isolation', 'serializable'],
  ['standard_conforming_strings', 'off'],
  ['default_transaction_deferrable', 'on'],
  ['quote_all_identifiers', 'on'],
  ['client_encoding', 'LATIN1'],
  ['DateStyle', 'German, DMY'],
  ['TimeZone', 'Asia/Kolkata'],
  ['IntervalStyle', 'sql_standard'],
  ['array_nulls', 'off'],
  ['transform_null_equals', 'on'],
  ['row_security', 'off'],
  ['bytea_output', 'escape'],
  ['client_min_messages', 'error'],
  ['application_name', 'somebody'],
]

describe('settings of a role or a database change nothing', () => {
  let project: TestProject
  let expected: unknown
  const set = (what: string, [name, value]: readonly [string, string]) =>
    `alter ${what} set ${name} = ${name === 'search_path' ? value : `'${value}'`}`

  beforeEach(async () => {
    project = await makeProject({ init, migrations })
    expected ??= await walk(project, await makeDatabase())
  })

  test.each(settings.slice(0, 6))('of a role: %s = %s', async (name, value) => {
    const { owner, database, as } = await ownedDatabase()
    await database.query(set(`role ${owner}`, [name, value]))
    expect(await walk(project, as)).toEqual(expected)
  })

  test('of a role: all of them at once', async () => {
    const { owner, database, as } = await ownedDatabase()
    for (const setting of settings) await database.query(set(`role ${owner}`, setting))
    expect(await walk(project, as)).toEqual(expected)
  })

  test('of a database: all of them at once', async () => {
    const { database, as } = await ownedDatabase()
    const { query } = await makeDatabase()
    for (const setting of settings) await query(set(`database ${database.name}`, setting))
    expect(await walk(project, as)).toEqual(expected)
  })

  test('nor whether an existing database matches the init script', async () => {
    const { database, as } = await ownedDatabase()
    const { query } = await makeDatabase()
    await database.query(init)
    for (const setting of settings) await query(set(`database ${database.name}`, setting))
    const bare = await makeProject({ init })
    expect((await bare.on(as).init()).did).toBe('adopted')
  })
})

describe('what is told instead', () => {
  test('a lock_timeout of the role comes before that of the configuration', async () => {
    const project = await makeProject({
      init,
      migrations: { one: 'alter table public.t add column more text;' },
    })
    await writeFile(join(project.folder, 'plinth.config.json'), '{ "lockRetries": 0 }')
    const { owner, database, as } = await ownedDatabase()
    await project.on(as).init({ migrate: 'later' })
    await database.query(`alter role ${owner} set lock_timeout = '100ms'`)
    await database.query('begin; lock table public.t in access share mode')
    const error = await refusal(project.on(as).upgrade())
    await database.query('rollback')
    expect(error).toMatchObject({
      code: 'E_SQL',
      sqlState: '55P03',
      result: 'one was rolled back. Nothing was changed.',
      hint: expect.stringContaining('PLINTH_STATEMENT_LOCK_TIMEOUT=30s'),
    })
    await project.on(as).upgrade()
    expect(await headsOf(database)).toEqual(['one'])
  })

  test('default_transaction_read_only: nothing is written against it', async () => {
    const project = await makeProject({ init, migrations })
    const { owner, database, as } = await ownedDatabase()
    await database.query(`alter role ${owner} set default_transaction_read_only = on`)
    expect((await refusal(project.on(as).init())).code).toBe('E_NOT_PRIMARY')
    expect((await project.on(as).status()).state.kind).toBe('empty')
  })
})
