import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { inspect } from 'node:util'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBareServer } from '../../support/proxy.ts'
import { endBackendSql, testServer, type TestDatabase } from '../../support/server.ts'
import { eventually } from '../session/open.ts'

// What `postgres` 3.4.9 does today, hazard by hazard (D1 to D16 of the reliability study). A test that fails after an upgrade
// says that the driver changed: read the counter-measure that its comment names, then change both.

let database: TestDatabase

beforeAll(async () => {
  database = await (await testServer()).createDatabase()
  await database.query('create table t (id int primary key)')
})
afterAll(() => database.drop())

type Options = postgres.Options<Record<string, postgres.PostgresType>>
const quiet: Options = { max: 1, prepare: false, fetch_types: false, max_lifetime: null, onnotice: () => {} }

async function withDriver(options: Options, work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(database.url, { ...quiet, ...options })
  try {
    await work(sql)
  } finally {
    await sql.end({ timeout: 0 })
  }
}

/** What is to happen gets a minute, for a busy machine. In milliseconds. */
const patience = 60_000

/** How a promise stands after `ms`, or as soon as it settled. */
async function stateOf(work: Promise<unknown>, ms = 700): Promise<'resolved' | 'pending' | string> {
  const pending = new Promise<string>((resolve) => setTimeout(resolve, ms, 'pending'))
  const settled = work.then(
    () => 'resolved',
    (error: { code?: string }) => `rejected ${error.code ?? String(error)}`,
  )
  return Promise.race([settled, pending])
}

async function pidOf(sql: { unsafe: postgres.Sql['unsafe'] }): Promise<number> {
  const [row] = await sql.unsafe('select pg_backend_pid() as pid')
  return row?.['pid'] as number
}

/** Ends the backend of a driver of one connection, and waits until the driver has noticed. */
async function terminate(sql: postgres.Sql): Promise<void> {
  const closed = new Promise((onclose) => Object.assign(sql.options, { onclose }))
  await database.query(endBackendSql(await pidOf(sql)))
  await closed
}

const soon = (ms = 100) => new Promise((resolve) => setTimeout(resolve, ms))

test('the version is the one that was studied', () => {
  const { version } = createRequire(import.meta.url)('../../../node_modules/postgres/package.json') as {
    version: string
  }
  expect(version).toBe('3.4.9')
})

// Counter-measure: copyThrough in session.ts hooks `query.reject` and sends a sentinel query behind the data.
test('D1: a COPY that the server refuses never settles, and counts as done after the next statement', async () => {
  await withDriver({}, async (sql) => {
    const reserved = await warm(sql)
    const copying = pipeline(
      Readable.from([Buffer.from('1\n1\n')]),
      await reserved.unsafe('copy t from stdin').writable(),
    )
    copying.catch(() => {})
    expect(await stateOf(copying)).toBe('pending')
    await reserved.unsafe('select 1')
    expect(await stateOf(copying, patience)).toBe('resolved')
    expect((await reserved.unsafe('select count(*)::int as n from t'))[0]).toEqual({ n: 0 })
  })
})

// Counter-measure: resultOf in session.ts listens before the driver may fail.
test('D1: an error of COPY TO STDOUT ends the process', async () => {
  const { exit, output } = await runNode(`
    import postgres from 'postgres'
    const sql = postgres(process.env.URL, { max: 1, fetch_types: false })
    setTimeout(() => process.exit(43), 50000)
    process.on('uncaughtException', (error) => { console.log('uncaught', error.message); process.exit(42) })
    await sql.unsafe('copy (select 1 / (500 - i) from generate_series(1, 1000) i) to stdout')`)
  expect(output).toContain('uncaught division by zero')
  expect(exit).toBe(42)
})

// Counter-measure: no sql.begin; BEGIN and COMMIT are statements of a session that dies with its connection.
test('D2: after a loss the pool runs the rest of the work on another connection, in autocommit', async () => {
  await withDriver({}, async (sql) => {
    await sql.unsafe('begin')
    const before = await pidOf(sql)
    await terminate(sql)
    await sql.unsafe('insert into t values (77)')
    expect(await pidOf(sql)).not.toBe(before)
  })
  expect(await database.query('delete from t where id = 77 returning id')).toEqual([{ id: 77 }])
})

// Counter-measure: `onclose` marks the session as lost, and nothing is given to the driver after that.
test('D3: a statement on a reserved connection that was lost ends the process', async () => {
  const script = `
    import postgres from 'postgres'
    const sql = postgres(process.env.URL, { max: 1, prepare: false, fetch_types: false, onnotice() {} })
    const admin = postgres(process.env.URL, { max: 1, fetch_types: false })
    await sql.unsafe('select 1')
    const reserved = await sql.reserve()
    const [{ pid }] = await reserved.unsafe('select pg_backend_pid() as pid')
    const closed = new Promise((onclose) => Object.assign(sql.options, { onclose }))
    await admin.unsafe('select pg_terminate_backend(' + pid + ')')
    await closed
    process.on('uncaughtException', (error) => { console.log('uncaught', error.message); process.exit(42) })
    setTimeout(() => process.exit(43), 50000)
    await reserved.unsafe('select 1').catch((error) => console.log('rejected', error.message))
    process.exit(0)`
  const { exit, output } = await runNode(script)
  expect(output).toMatch(/uncaught Cannot read properties of null \(reading 'write'\)/)
  expect(exit).toBe(42)
})

// Counter-measure: one driver for each session, always reserved; the pool is never asked again.
test('D4: a pool of one connects again in silence, and what the session had is gone', async () => {
  await withDriver({}, async (sql) => {
    await sql.unsafe('set work_mem = 7168')
    await sql.unsafe('create temp table mine ()')
    await terminate(sql)
    const [row] = await sql.unsafe(
      "select current_setting('work_mem') as mem, to_regclass('pg_temp.mine') as mine",
    )
    expect(row).toEqual({ mem: '4MB', mine: null })
  })
})

// Counter-measure: the session warms the pool with `select 1` and has a deadline of its own.
test('D5: reserve() as the first call hangs without fetch_types', async () => {
  await withDriver({}, async (sql) => {
    const reserving = sql.reserve()
    reserving.catch(() => {})
    expect(await stateOf(reserving)).toBe('pending')
  })
  await withDriver({}, async (sql) => {
    await warm(sql)
  })
})

// Counter-measure: the session's own deadline, and a pause before each further dial.
test('D6: a server that accepts and closes is dialled in a hot loop that ends only with end()', async () => {
  const closing = await startBareServer((socket) => socket.destroy())
  const sql = postgres({
    host: '127.0.0.1',
    port: closing.port,
    connect_timeout: 1,
    max: 1,
    fetch_types: false,
  })
  const work = sql.unsafe('select 1').execute()
  work.catch(() => {})
  await eventually(async () => closing.connections > 50)
  expect(await stateOf(work)).toBe('pending')
  await sql.end({ timeout: 0 })
  await soon()
  const after = closing.connections
  await soon(300)
  expect(closing.connections).toBe(after)
  await closing.close()
})

// Counter-measure: as D2.
test('D7: BEGIN through a pool of several is refused, yet the server has begun', async () => {
  await withDriver({ max: 2 }, async (sql) => {
    await expect(sql.unsafe('begin')).rejects.toMatchObject({ code: 'UNSAFE_TRANSACTION' })
    const begun = `select from pg_stat_activity where datname = current_database() and query = 'begin' and state = 'idle in transaction'`
    await eventually(async () => (await database.query(begun)).length === 1)
  })
})

// Counter-measure: connection.ts reads URL and variables by libpq's rules and gives the driver nothing but options.
test('D8: sslmode and other settings of a URL are not those of libpq', () => {
  const optionsOf = (query: string) =>
    postgres(`postgres://u:p@h/d?${query}`).options as unknown as {
      ssl: unknown
      connection: Record<string, unknown>
    }
  process.env['PGSSLMODE'] = 'verify-full'
  expect(optionsOf('').ssl).toBe(false)
  delete process.env['PGSSLMODE']
  expect(optionsOf('sslmode=nonsense').ssl).toBe('nonsense')
  expect(optionsOf('sslrootcert=/ca.pem&passfile=/p&sslpassword=x').connection).toMatchObject({
    sslrootcert: '/ca.pem',
    passfile: '/p',
    sslpassword: 'x',
  })
  expect(optionsOf('host=/socket').connection).toMatchObject({ host: '/socket' })
})

// Counter-measure: makeDriver in session.ts hides the variable while the driver reads its options.
test('D8: PGTARGETSESSIONATTRS=any, the default of libpq, throws', () => {
  process.env['PGTARGETSESSIONATTRS'] = 'any'
  try {
    expect(() => postgres({ host: 'h' })).toThrow('target_session_attrs any is not supported')
  } finally {
    delete process.env['PGTARGETSESSIONATTRS']
  }
})

// Counter-measure: connection.ts parses; errors carry an allow-list of fields.
test('D9: the error of a bad URL holds the password', () => {
  let caught: unknown
  try {
    postgres('postgres://user:s3cret@host:99999999/d')
  } catch (error) {
    caught = error
  }
  expect(caught).toMatchObject({ code: 'ERR_INVALID_URL' })
  expect(inspect(caught)).toContain('s3cret')
})

// Counter-measure: `debug: false` is always given.
test('D10: PGDEBUG makes query and parameters part of JSON', async () => {
  process.env['PGDEBUG'] = '1'
  const outcome = withDriver({}, async (sql) => {
    delete process.env['PGDEBUG']
    const error = await sql.unsafe('select $1::int', ['s3cret']).catch((reason: unknown) => reason)
    expect(JSON.stringify(error)).toContain('s3cret')
  })
  await outcome
  await withDriver({ debug: false }, async (sql) => {
    const error = await sql.unsafe('select 1 / $1::int -- s3cret', [0]).catch((reason: unknown) => reason)
    expect(JSON.stringify(error)).not.toContain('s3cret')
  })
})

// Counter-measure: `onnotice` is always given.
test('D11: notices go to console.log', async () => {
  const { output } = await runNode(`
    import postgres from 'postgres'
    const sql = postgres(process.env.URL, { max: 1 })
    await sql.unsafe("do $$ begin raise notice 'to the console'; end $$")
    await sql.end()`)
  expect(output).toContain("message: 'to the console'")
})

// Counter-measure: connection.ts refuses NUL in settings, session.ts in SQL.
test('D12: NUL is not refused before it is sent', async () => {
  await withDriver({}, async (sql) => {
    await expect(sql.unsafe('select 1\0')).rejects.toMatchObject({ code: '08P01' })
  })
  const { name } = database
  const injecting = postgres(database.url, { ...quiet, database: `${name}\0work_mem\x007MB` })
  try {
    expect((await injecting.unsafe('show work_mem'))[0]).toEqual({ work_mem: '7MB' })
  } finally {
    await injecting.end({ timeout: 0 })
  }
})

// Counter-measure: the driver says UTF8 when it connects, and set-up.ts again after a script; scripts are decoded by us.
test('D13: SQL is sent as UTF-8 whatever client_encoding says', async () => {
  await withDriver({}, async (sql) => {
    const reserved = await warm(sql)
    await reserved.unsafe("set client_encoding = 'LATIN1'")
    expect((await reserved.unsafe("select octet_length('é') as n"))[0]).toEqual({ n: 4 })
  })
})

// Counter-measure: sendCancel in session.ts cancels what runs, one query at a time.
test('cancel() of a pipelined query takes it out of the books although it is on the wire: answers go to the wrong query', async () => {
  await withDriver({}, async (sql) => {
    const reserved = await warm(sql)
    const queries = [
      reserved.unsafe('select pg_sleep(0.3)'),
      reserved.unsafe('select 2 as n'),
      reserved.unsafe('select 3 as n'),
    ]
    const states = queries.map((query) =>
      query.then(
        (rows) => rows[0],
        () => 'rejected',
      ),
    )
    await soon(50)
    queries[1]?.cancel()
    expect(await Promise.race([states[2], soon(patience)])).toEqual({ n: 2 })
    expect(await stateOf(states[1] as Promise<unknown>)).toBe('pending')
  })
})

async function warm(sql: postgres.Sql): Promise<postgres.ReservedSql> {
  await sql.unsafe('select 1')
  return sql.reserve()
}

/** Runs a module in a process of its own, at most a minute. */
async function runNode(script: string): Promise<{ exit: number | null; output: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: new URL('../../..', import.meta.url),
    env: { ...process.env, URL: database.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), patience)
  let output = ''
  child.stdout.on('data', (data: Buffer) => (output += data.toString()))
  child.stderr.on('data', (data: Buffer) => (output += data.toString()))
  const exit = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(timer)
  return { exit, output }
}
