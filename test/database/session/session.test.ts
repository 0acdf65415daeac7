import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Session } from '../../../src/database/database.ts'
import type { PlinthEvent } from '../../../src/event.ts'
import { testServer, type TestDatabase } from '../../support/server.ts'
import { chunks, codeOf, eventually, failureOf, open } from './open.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await (await testServer()).createDatabase()
  await database.query('create table t (id int primary key)')
})
afterAll(() => database.drop())

async function withSession(
  work: (session: Session) => Promise<void>,
  options: Parameters<typeof open>[2] = {},
): Promise<void> {
  const session = await open(database.url, {}, options)
  try {
    await work(session)
  } finally {
    await session.close()
  }
}

/** What the backend of `pid` runs now; undefined when it is gone. */
async function activityOf(pid: number): Promise<{ state: string; query: string } | undefined> {
  const rows = await database.query(`select state, query from pg_stat_activity where pid = ${pid}`)
  return rows[0] as { state: string; query: string } | undefined
}

test('an unknown role: E_LOGIN; an unknown database: E_NO_SUCH_DATABASE', async () => {
  expect(await codeOf(open(database.url, { user: 'nobody_here' }))).toBe('E_LOGIN')
  const failure = await failureOf(open(database.url, { database: 'not_there' }))
  expect(failure).toMatchObject({ code: 'E_NO_SUCH_DATABASE', sqlState: '3D000' })
})

test('PGOPTIONS are sent; PGTARGETSESSIONATTRS=any is no error', async () => {
  process.env['PGTARGETSESSIONATTRS'] = 'any'
  const session = await open(database.url, { options: '-c work_mem=7MB' })
  expect(process.env['PGTARGETSESSIONATTRS']).toBe('any')
  delete process.env['PGTARGETSESSIONATTRS']
  expect(await session.query('show work_mem')).toEqual([{ work_mem: '7MB' }])
  await session.run('set work_mem = 1024')
  await session.reset()
  expect(await session.query('show work_mem')).toEqual([{ work_mem: '7MB' }])
  await session.close()
})

test('an interrupt during a statement: E_INTERRUPTED, rollback works, nothing runs on', async () => {
  const interrupt = new AbortController()
  await withSession(
    async (session) => {
      await session.begin()
      await session.run('insert into t values (1)')
      const running = codeOf(session.run('select pg_sleep(60)'))
      await eventually(async () => (await activityOf(session.backendPid))?.query === 'select pg_sleep(60)')
      interrupt.abort()
      expect(await running).toBe('E_INTERRUPTED')
      await session.rollback()
      expect(await activityOf(session.backendPid)).toMatchObject({ state: 'idle', query: 'rollback' })
      expect(await codeOf(session.run('select 1'))).toBe('E_INTERRUPTED')
      expect(await codeOf(session.commit())).toBe('E_INTERRUPTED')
      expect(session.lost).toBe(false)
    },
    { signal: interrupt.signal },
  )
  expect(await database.query('select count(*)::int as n from t')).toEqual([{ n: 0 }])
})

test('an interrupt of pipelined statements settles every one of them, also outside a transaction', async () => {
  for (const inside of [true, false]) {
    const interrupt = new AbortController()
    await withSession(
      async (session) => {
        if (inside) await session.begin()
        const all = Promise.all(Array.from({ length: 5 }, () => codeOf(session.run('select pg_sleep(60)'))))
        await new Promise((resolve) => setTimeout(resolve, 100))
        interrupt.abort()
        expect(await all).toEqual(Array(5).fill('E_INTERRUPTED'))
        await session.rollback()
        expect(await activityOf(session.backendPid)).toMatchObject({ state: 'idle', query: 'rollback' })
      },
      { signal: interrupt.signal },
    )
  }
})

test('an interrupt during a COPY whose data never ends, stalls, or waits for a trigger', async () => {
  await database.query(`create table slow (id int);
    create function wait() returns trigger language plpgsql as $$ begin perform pg_sleep(60); return new; end $$;
    create trigger wait before insert on slow for each row execute function wait()`)
  const flowing = async function* () {
    for (let i = 0; ; i++) yield Buffer.from(`${i}\n`)
  }
  const stalled = async function* () {
    yield Buffer.from('1\n')
    await new Promise((resolve) => setTimeout(resolve, 5000))
  }
  for (const [table, data] of [
    ['t', flowing()],
    ['t', stalled()],
    ['slow', chunks('1\n')],
    ['slow', flowing()],
  ] as const) {
    const interrupt = new AbortController()
    await withSession(
      async (session) => {
        await session.begin()
        const copying = codeOf(session.copyIn(`copy ${table} from stdin`, data))
        await new Promise((resolve) => setTimeout(resolve, 200))
        interrupt.abort()
        expect(await copying).toBe('E_INTERRUPTED')
        await session.rollback()
        expect(session.lost).toBe(false)
        expect(await activityOf(session.backendPid)).toMatchObject({ state: 'idle', query: 'rollback' })
      },
      { signal: interrupt.signal },
    )
  }
})

test('an interrupt before or while connecting: E_INTERRUPTED', async () => {
  expect(await codeOf(open(database.url, {}, { signal: AbortSignal.abort() }))).toBe('E_INTERRUPTED')
})

test('pipelined statements: in order, and the first error is the one that counts', async () => {
  await withSession(async (session) => {
    await session.begin()
    const texts = Array.from({ length: 400 }, (_, i) =>
      i === 300 ? 'select 1 / 0' : `insert into t select ${i} where (select count(*) from t) = ${i}`,
    )
    const results = await Promise.allSettled(texts.map((text) => session.run(text)))
    const states = results.map((r) =>
      r.status === 'fulfilled' ? 'ok' : (r.reason as { sqlState: string }).sqlState,
    )
    expect(states).toEqual([...Array(300).fill('ok'), '22012', ...Array(99).fill('25P02')])
    expect(results.every((r, i) => i >= 300 || (r.status === 'fulfilled' && r.value.count === 1))).toBe(true)
    expect(await failureOf(session.commit())).toMatchObject({ code: 'E_SQL', sqlState: '25P02' })
    await session.rollback()
    expect(await session.query('select count(*)::int as n from t')).toEqual([{ n: 0 }])
  })
})

test('an error has its position in characters, detail and hint', async () => {
  await withSession(async (session) => {
    const failure = await failureOf(session.run("select 'äöü😀', nowhere"))
    expect(failure).toMatchObject({ code: 'E_SQL', sqlState: '42703', position: 16 })
  })
})

test('a NUL in SQL is refused here, one in a parameter by the server; the session stays usable', async () => {
  await withSession(async (session) => {
    expect(await failureOf(session.run('select 1;\0 select 2'))).toMatchObject({
      code: 'E_SQL',
      position: 10,
    })
    expect(await codeOf(session.query('select $1::text\0', ['x']))).toBe('E_SQL')
    expect(await codeOf(session.copyIn('copy t from stdin\0', chunks()))).toBe('E_SQL')
    expect(await failureOf(session.query('select $1::text', ['a\0b']))).toMatchObject({ sqlState: '22021' })
    expect(await session.query('select $1::text as x', ['é'])).toEqual([{ x: 'é' }])
  })
})

/** The settings that end a session or a statement, as far as a major version knows them. */
function timeoutsOf(major: number): readonly string[] {
  const always = ['statement_timeout', 'idle_in_transaction_session_timeout']
  return [
    ...always,
    ...(major >= 14 ? ['idle_session_timeout'] : []),
    ...(major >= 17 ? ['transaction_timeout'] : []),
  ]
}

test('the server is of the major version under test, and a session sets what that version knows', async () => {
  const { major } = await testServer()
  expect(major).toBe(Number(process.env['PLINTH_TEST_MAJOR'] || major))
  const known = timeoutsOf(major)
  await withSession(async (session) => {
    expect(Math.floor(session.serverVersion / 10_000)).toBe(major)
    const check = 'client_connection_check_interval'
    const rows = await session.query<{ name: string; setting: string; linux: boolean }>(
      `select name, setting, version() ~ 'linux' as linux from pg_settings where name = '${check}'
        or name in ('statement_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout')`,
    )
    const expected = known.map((name): readonly [string, string] => [name, '0'])
    if (major >= 14) expected.push([check, rows[0]?.linux ? '500' : '0'])
    expect(new Map(rows.map(({ name, setting }) => [name, setting]))).toEqual(new Map(expected))
  })
})

test('settings of the role do not reach the session, and reset() undoes what a script did', async () => {
  const role = `${database.name}_role`
  const settings = timeoutsOf((await testServer()).major).map((name) => [name, "'2s'"])
  settings.push(
    ['default_transaction_read_only', 'on'],
    ['default_transaction_isolation', "'serializable'"],
    ['datestyle', "'German'"],
    ['client_min_messages', 'error'],
    ['client_encoding', "'LATIN1'"],
  )
  await database.query(`create role ${role} login superuser password 'pw'`)
  for (const [name, value] of settings) await database.query(`alter role ${role} set ${name} = ${value}`)
  const session = await open(database.url, { user: role, password: 'pw' })
  await session.begin()
  await session.run('select pg_sleep(2.2)')
  await new Promise((resolve) => setTimeout(resolve, 2200))
  expect(
    await session.query(
      `select current_setting('transaction_isolation') as i, octet_length('é') as n, current_date::text ~ '^....-' as iso`,
    ),
  ).toEqual([{ i: 'read committed', n: 2, iso: true }])
  await session.run('insert into t values (1)')
  await session.rollback()
  const before = await session.query('select current_user as u, current_setting($1) as path', ['search_path'])
  await session.run(`set session_replication_role = replica; set role pg_monitor; set search_path = nowhere; set statement_timeout = 500; set client_encoding = 'LATIN1';
    set datestyle = 'German'`)
  await session.reset()
  expect(
    await session.query('select current_user as u, current_setting($1) as path', ['search_path']),
  ).toEqual(before)
  await session.run('select pg_sleep(0.7)')
  expect(
    await session.query(`select octet_length('é') as n, current_setting('session_replication_role') as r`),
  ).toEqual([{ n: 2, r: 'origin' }])
  await session.run('set session authorization pg_monitor')
  await session.reset()
  expect(await session.query('select session_user::text as u')).toEqual([{ u: role }])
  await session.close()
  await database.query(`drop role ${role}`)
})

test('notices arrive without control characters; a listener that throws harms nothing', async () => {
  const events: PlinthEvent[] = []
  const onEvent = (event: PlinthEvent) => {
    events.push(event)
    throw new Error('listener')
  }
  await withSession(
    async (session) => {
      await session.begin()
      await session.run(
        `do $$ begin raise notice 'hello %', E'\\x1b[31m'; raise warning 'careful'; end $$; insert into t values (5)`,
      )
      await session.commit()
      await session.run('delete from t')
    },
    { onEvent },
  )
  expect(events).toEqual([
    { kind: 'notice', severity: 'NOTICE', text: 'hello [31m' },
    { kind: 'notice', severity: 'WARNING', text: 'careful' },
  ])
})

test('close() ends the backend, also in the middle of a transaction, and may be called twice', async () => {
  const session = await open(database.url)
  await session.begin()
  await session.close()
  await session.close()
  expect(await codeOf(session.run('select 1'))).toBe('E_CONNECTION_LOST')
  await eventually(async () => (await activityOf(session.backendPid)) === undefined)
})
