import postgres from 'postgres'
import { describe, expect, it, onTestFinished } from 'vitest'
import { makeDatabase, makeProject, refusal } from '../../support/project.ts'
import { testServer } from '../../support/server.ts'
import { ownServer } from '../own-server.ts'
import { eventually } from '../session/open.ts'
import { allOf, nothingLeft, outcomeOf } from './scene.ts'

it('too many locks for one transaction: the hint, and then in parts', async () => {
  await using server = await ownServer({ max_locks_per_transaction: '10', max_connections: '10' })
  const tables = Array.from(
    { length: 3000 },
    (_, i) => `create table public.t${i} (id integer primary key, v text);`,
  )
  const missing = 'alter table public.t0 owner to nobody_of_this_name;'
  const init = [...tables.slice(0, 10), missing, ...tables.slice(10, 2900), missing, ...tables.slice(2900)]
  const project = await makeProject({ init: init.join('\n') })
  const verbs = project.on({ url: server.url })
  const error = await refusal(verbs.init())
  expect(error).toMatchObject({ code: 'E_SQL', sqlState: '53200' })
  expect(error.hint).toContain('max_locks_per_transaction')
  expect(error.hint).toContain('plinth init --no-transaction')
  expect(error.result).toBe('The init script was rolled back. Nothing was changed.')
  expect((await verbs.status()).state).toEqual({ kind: 'empty' })
  const { applied } = await verbs.init({ transaction: 'in parts' })
  // Once each, although the load was begun again with smaller parts.
  expect(applied[0]?.tolerated.map(({ line }) => line)).toEqual([11, 2902])
  expect(await server.query(`select count(*)::int as n from pg_tables where schemaname = 'public'`)).toEqual([
    { n: 3000 },
  ])
})

it('a server that is full: told, and with --wait the run begins when there is room', async () => {
  await using server = await ownServer({
    max_connections: '6',
    superuser_reserved_connections: '1',
    max_wal_senders: '0',
  })
  const project = await makeProject()
  const others = Array.from({ length: 12 }, () => postgres(server.url, { max: 1, onnotice: () => {} }))
  const taken = await Promise.allSettled(others.map((other) => other.unsafe('select 1')))
  expect(taken.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0)
  const full = await refusal(project.on({ url: server.url }).init())
  expect(full).toMatchObject({ code: 'E_CONNECT', sqlState: '53300' })
  const onEvent = ({ kind }: { readonly kind: string }) => {
    if (kind === 'connect-retry') for (const other of others) void other.end()
  }
  const { did } = await project.on({ url: server.url }, { wait: '1m', onEvent }).init()
  expect(did).toBe('ran init script')
})

it('a server that is down, and comes up while the run waits for it', async () => {
  await using server = await ownServer()
  const project = await makeProject()
  await server.stop()
  expect(await refusal(project.on({ url: server.url }).init())).toMatchObject({ code: 'E_CONNECT' })
  let starting: Promise<void> | undefined
  const onEvent = ({ kind }: { readonly kind: string }) => {
    if (kind === 'connect-retry') starting ??= server.start()
  }
  expect((await project.on({ url: server.url }, { wait: '1m', onEvent }).init()).did).toBe('ran init script')
  await starting
})

describe('what is set for the role', () => {
  async function withRole(settings: string, init: string) {
    const role = `plinth_faults_${process.pid}_${Math.floor(performance.now())}`
    const [project, database] = [await makeProject({ init }), await makeDatabase()]
    await database.query(`create role ${role} login password 'x'; ${settings.replaceAll('ROLE', role)};
      do $$ begin execute format('grant all on database %I to ${role}; grant all on schema public to ${role}', current_database()); end $$`)
    onTestFinished(async () => {
      await database.drop()
      const server = await testServer()
      const sql = postgres(server.url, { max: 1 })
      await sql.unsafe(`drop role ${role}`)
      await sql.end()
    })
    const url = Object.assign(new URL(database.url), { username: role, password: 'x' }).href
    return { verbs: project.on({ url }), database }
  }

  it.each([
    "alter role ROLE set statement_timeout = '300ms'",
    "alter role ROLE set idle_in_transaction_session_timeout = '300ms'",
    "alter role ROLE set idle_session_timeout = '300ms'",
    "alter role ROLE set transaction_timeout = '300ms'",
    'alter role ROLE set default_transaction_isolation = serializable',
    'alter role ROLE set default_transaction_deferrable = on',
    'alter role ROLE set synchronous_commit = off',
    "alter role ROLE set search_path = ''",
    'alter role ROLE set client_encoding = latin1',
    'alter role ROLE set standard_conforming_strings = off',
    'alter role ROLE set check_function_bodies = off',
    'alter role ROLE set client_min_messages = error',
  ])('%s: does not matter', async (settings) => {
    const { major } = await testServer()
    if (
      (/transaction_timeout/.test(settings) && !settings.includes('idle') && major < 17) ||
      (/idle_session/.test(settings) && major < 14) ||
      (/strings = off/.test(settings) && major > 18)
    )
      return
    const init = `create table public.t (v text);\nselect pg_sleep(0.8);\ncopy public.t from stdin;\né\\\\\n\\.\ninsert into public.t values ('a\\b');\n`
    const { verbs, database } = await withRole(settings, init)
    await verbs.init()
    expect(await database.query('select v from public.t order by v collate "C"')).toEqual([
      { v: 'a\\b' },
      { v: 'é\\' },
    ])
  })

  it('default_transaction_read_only: refused', async () => {
    const { verbs, database } = await withRole(
      'alter role ROLE set default_transaction_read_only = on',
      'create table public.t ();',
    )
    const empty = await allOf(database)
    expect(await refusal(verbs.init())).toMatchObject({
      code: 'E_NOT_PRIMARY',
      result: 'Nothing was changed.',
    })
    expect(await allOf(database)).toBe(empty)
  })

  it.each([
    ["set statement_timeout = '200ms';", '57014', 'select pg_sleep(10);'],
    ["set idle_in_transaction_session_timeout = '1ms';", undefined, 'select 1;'],
  ])('of the script itself: %s', async (set, sqlState, statement) => {
    const [project, database] = [
      await makeProject({ init: `create table public.t ();\n${set}\n${statement}\n` }),
      await makeDatabase(),
    ]
    const empty = await allOf(database)
    const { error } = await outcomeOf(project.on(database).init())
    if (sqlState !== undefined) expect(error).toMatchObject({ sqlState, place: { line: 3 } })
    if (error !== undefined) expect(await allOf(database)).toBe(empty)
  })

  it('temp_file_limit: 53400, the place, and the database is empty', async () => {
    const init = `create table public.t ();\nset work_mem = '64kB';\ncreate table public.sorted as select g from generate_series(1, 400000) g order by md5(g::text);`
    const { verbs, database } = await withRole("alter role ROLE set temp_file_limit = '64kB'", init)
    const empty = await allOf(database)
    expect(await refusal(verbs.init())).toMatchObject({
      code: 'E_SQL',
      sqlState: '53400',
      message: expect.stringContaining('temporary file size exceeds'),
      place: { line: 3 },
      result: 'The init script was rolled back. Nothing was changed.',
    })
    expect(await allOf(database)).toBe(empty)
  })

  it('lock_timeout: 55P03, the place, and the database is empty', async () => {
    const init = `create table public.t ();\nselect pg_advisory_lock(4711);\nselect 1;`
    const { verbs, database } = await withRole("alter role ROLE set lock_timeout = '300ms'", init)
    const empty = await allOf(database)
    const other = postgres(database.url, { max: 1, prepare: false })
    await other.unsafe('select pg_advisory_lock(4711)')
    expect(await refusal(verbs.init())).toMatchObject({ sqlState: '55P03', place: { line: 2 } })
    await other.end()
    expect(await allOf(database)).toBe(empty)
    await verbs.init()
  })
})

it('a deadlock with another session: 40P01, while that one goes on; the database is empty', async () => {
  const database = await makeDatabase()
  const project = await makeProject({
    init: `create table public.t (id integer);\nselect pg_advisory_xact_lock(1);\nselect pg_sleep(1);\nselect pg_advisory_xact_lock(2);\nselect 2;\n`,
  })
  const empty = await allOf(database)
  const other = postgres(database.url, { max: 1, prepare: false })
  // It is the loader that looks for the deadlock first, and so is its victim.
  await other.unsafe(`begin; set local deadlock_timeout = '1h'; select pg_advisory_xact_lock(2)`)
  const run = outcomeOf(project.on(database).init(), 20_000)
  await eventually(
    async () =>
      (
        await database.query(
          `select from pg_locks where locktype = 'advisory' and objid = 1 and classid = 0 and granted`,
        )
      ).length > 0,
  )
  const theirs = other.unsafe('select pg_advisory_xact_lock(1)').execute()
  // It keeps its transaction open: nobody knows for how long.
  try {
    const { error } = await run
    expect(error).toMatchObject({ sqlState: '40P01' })
    await theirs
    expect(error?.place?.line).toBeGreaterThan(0)
  } finally {
    await other.end({ timeout: 0 })
  }
  await nothingLeft(database)
  expect(await allOf(database)).toBe(empty)
  await project.on(database).init()
})
