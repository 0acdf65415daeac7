import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Session } from '../../../src/database/database.ts'
import { freePort, startBareServer, startProxy, type Proxy, type ProxyRules } from '../../support/proxy.ts'
import { endBackendSql, testServer, type TestDatabase } from '../../support/server.ts'
import { codeOf, eventually, failureOf, open } from './open.ts'

let database: TestDatabase
let session: Session | undefined
let proxy: Proxy | undefined
const uncaught: unknown[] = []
const collect = (error: unknown) => void uncaught.push(error)

beforeAll(async () => {
  database = await (await testServer()).createDatabase()
  await database.query('create table t (id int primary key)')
})
afterAll(() => database.drop())
beforeEach(() => {
  uncaught.length = 0
  process.on('uncaughtException', collect)
  process.on('unhandledRejection', collect)
})
afterEach(async () => {
  await session?.close()
  await proxy?.close()
  session = proxy = undefined
  await new Promise((resolve) => setTimeout(resolve, 20))
  process.off('uncaughtException', collect)
  process.off('unhandledRejection', collect)
  expect(uncaught).toEqual([])
  await database.query('truncate t')
})

async function terminate(pid: number): Promise<void> {
  await database.query(endBackendSql(pid))
}

async function rows(): Promise<unknown> {
  return (await database.query('select count(*)::int as n from t'))[0]?.['n']
}

async function throughProxy(rules: ProxyRules): Promise<Session> {
  proxy = await startProxy(database.url, rules)
  session = await open(database.url, { port: proxy.port, host: '127.0.0.1' })
  return session
}

/** Every call of a lost session rejects at once, and none reaches a server. */
async function expectLost(lost: Session): Promise<void> {
  const never = async function* () {
    yield Buffer.from('1\n')
  }
  expect(lost.lost).toBe(true)
  expect(await codeOf(lost.run('insert into t values (1001)'), 1000)).toBe('E_CONNECTION_LOST')
  expect(await codeOf(lost.query('insert into t values ($1)', [1002]), 1000)).toBe('E_CONNECTION_LOST')
  expect(await codeOf(lost.copyIn('copy t from stdin', never()), 1000)).toBe('E_CONNECTION_LOST')
  expect(await codeOf(lost.begin(), 1000)).toBe('E_CONNECTION_LOST')
  expect(await codeOf(lost.commit(), 1000)).toBe('E_CONNECTION_LOST')
  expect(await codeOf(lost.reset(), 1000)).toBe('E_CONNECTION_LOST')
  expect(await codeOf(lost.rollback(), 1000)).toBeUndefined()
  expect(await rows()).toBe(0)
}

test('the backend ends during a statement', async () => {
  session = await open(database.url)
  await session.begin()
  await session.run('insert into t values (1)')
  const running = failureOf(session.run('select pg_sleep(60)'))
  await terminate(session.backendPid)
  const told = {
    code: 'E_CONNECTION_LOST',
    sqlState: '57P01',
    message: expect.stringMatching(/ was lost: terminating connection due to administrator command$/),
  }
  expect(await running).toMatchObject(told)
  await expectLost(session)
  expect(await failureOf(session.run('select 1'))).toMatchObject(told)
})

test('the backend ends between statements', async () => {
  session = await open(database.url)
  await session.begin()
  await session.run('insert into t values (1)')
  await terminate(session.backendPid)
  expect(await codeOf(session.run('insert into t values (2)'))).toBe('E_CONNECTION_LOST')
  await expectLost(session)
})

test('the backend ends during a COPY whose data flows, and during one whose data stalls', async () => {
  for (const stalls of [false, true]) {
    session = await open(database.url)
    await session.begin()
    let stop = false
    const endless = async function* () {
      for (let i = 0; !stop; i++) {
        yield Buffer.from(`${i}\n`.repeat(1))
        if (i % 1000 === 0) await new Promise((resolve) => setTimeout(resolve, stalls && i > 0 ? 3000 : 1))
      }
    }
    const copying = codeOf(session.copyIn('copy t from stdin', endless()))
    await new Promise((resolve) => setTimeout(resolve, 100))
    await terminate(session.backendPid)
    expect(await copying).toBe('E_CONNECTION_LOST')
    stop = true
    await expectLost(session)
    await session.close()
  }
})

test('pipelined statements all reject when the backend ends', async () => {
  session = await open(database.url)
  const { run } = { run: session.run.bind(session) }
  const codes = Promise.all(Array.from({ length: 150 }, () => codeOf(run('select pg_sleep(60)'))))
  await terminate(session.backendPid)
  expect(new Set(await codes)).toEqual(new Set(['E_CONNECTION_LOST']))
})

test('a reset connection at any moment of a statement', async () => {
  for (let i = 0; i < 25; i++) {
    const cut = await throughProxy({})
    await cut.begin()
    const work = codeOf(cut.run('insert into t values (1)').then(() => cut.query('select $1::int', [1])))
    if (i % 2) await new Promise((resolve) => setImmediate(resolve))
    if (i % 3 === 0) await new Promise((resolve) => setTimeout(resolve, i / 10))
    proxy?.cut()
    expect([undefined, 'E_CONNECTION_LOST']).toContain(await work)
    expect(await codeOf(cut.commit())).toBe('E_CONNECTION_LOST')
    await cut.close()
    await proxy?.close()
  }
  expect(await rows()).toBe(0)
})

test('the answer to COMMIT is lost: commit() finds out that it happened', async () => {
  let committing = false
  const flaky = await throughProxy({
    fromClient: (data, connection) => {
      if (connection === 1 && data.includes('commit\0')) committing = true
      return 'pass'
    },
    fromServer: (_, connection) => (committing && connection === 1 ? 'cut' : 'pass'),
  })
  await flaky.begin()
  await flaky.run('insert into t values (1)')
  expect(await codeOf(flaky.commit())).toBeUndefined()
  expect(committing).toBe(true)
  expect(flaky.lost).toBe(true)
  expect(await rows()).toBe(1)
})

test('the COMMIT itself is lost: E_CONNECTION_LOST, and nothing is committed', async () => {
  const flaky = await throughProxy({
    fromClient: (data, connection) => (connection === 1 && data.includes('commit\0') ? 'cut' : 'pass'),
  })
  await flaky.begin()
  await flaky.run('insert into t values (1)')
  expect(await codeOf(flaky.commit())).toBe('E_CONNECTION_LOST')
  expect(await rows()).toBe(0)
})

test.each(['a superuser', 'a role without further rights'])(
  'the COMMIT of %s is lost and the server does not notice: its backend is ended, nothing is committed',
  async (who) => {
    const role = `${database.name}_role`
    const isPlain = who !== 'a superuser'
    if (isPlain) await database.query(`create role ${role} login password 'pw'; grant insert on t to ${role}`)
    const login = isPlain ? { user: role, password: 'pw' } : {}
    const { hostname, port } = new URL(database.url)
    const { connect } = await import('node:net')
    // The upstream connection stays open although the client's is gone.
    const relay = await startBareServer((client) => {
      const upstream = connect({ host: hostname, port: Number(port) })
      upstream.on('error', () => {})
      upstream.on('data', (data) => client.writable && client.write(data))
      client.on('data', (data: Buffer) => {
        if (data.includes('commit\0')) client.resetAndDestroy()
        else upstream.write(data)
      })
      client.on('end', () => upstream.end())
    })
    session = await open(database.url, { ...login, host: '127.0.0.1', port: relay.port })
    await session.begin()
    await session.run('insert into t values (1)')
    expect(await codeOf(session.commit())).toBe('E_CONNECTION_LOST')
    const left = `select from pg_stat_activity where pid = ${session.backendPid}`
    await eventually(async () => (await database.query(left)).length === 0)
    expect(await rows()).toBe(0)
    await relay.close()
    if (isPlain) await database.query(`drop owned by ${role}; drop role ${role}`)
  },
)

test('the COMMIT of a transaction that wrote nothing is not looked up', async () => {
  const flaky = await throughProxy({
    fromClient: (data, connection) => (connection > 1 || data.includes('commit\0') ? 'cut' : 'pass'),
  })
  await flaky.begin()
  await flaky.query('select 1')
  // Nothing was written, so nothing can be unknown.
  expect(await codeOf(flaky.commit())).toBeUndefined()
})

test('a server that accepts and closes: E_CONNECT at the deadline, and no storm of connections', async () => {
  const closing = await startBareServer((socket) => socket.destroy())
  const began = Date.now()
  const settings = { host: '127.0.0.1', port: closing.port, connectTimeoutMs: 1000 }
  expect(await codeOf(open(database.url, settings))).toBe('E_CONNECT')
  expect(Date.now() - began).toBeLessThan(10_000)
  expect(closing.connections).toBeLessThan(30)
  const before = closing.connections
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(closing.connections).toBe(before)
  await closing.close()
})

test('a server that accepts and stays silent: E_CONNECT at the deadline', async () => {
  const silent = await startBareServer(() => {})
  const settings = { host: '127.0.0.1', port: silent.port, connectTimeoutMs: 500 }
  expect(await codeOf(open(database.url, settings))).toBe('E_CONNECT')
  await silent.close()
})

test('a server that speaks nonsense: E_CONNECT', async () => {
  for (const words of ['HTTP/1.1 400 Bad Request\r\n\r\n', '\0\0\0\0\0\0', 'N', 'S', 'E\0\0\0\x05']) {
    const odd = await startBareServer((socket) => socket.end(words, 'latin1'))
    const settings = { host: '127.0.0.1', port: odd.port, connectTimeoutMs: 500 }
    expect(await codeOf(open(database.url, settings))).toBe('E_CONNECT')
    await odd.close()
  }
})

test('nothing listens, or the host is not known: E_CONNECT', async () => {
  expect(await failureOf(open(database.url, { host: '127.0.0.1', port: await freePort() }))).toMatchObject({
    code: 'E_CONNECT',
    message: expect.stringContaining('nothing listens there'),
  })
  expect(await codeOf(open(database.url, { host: 'no.such.host.invalid' }))).toBe('E_CONNECT')
  expect(await codeOf(open(database.url, { host: '/no/such/folder' }))).toBe('E_CONNECT')
})

test('a connection that falls silent: an interrupt ends the wait', async () => {
  proxy = await startProxy(database.url)
  const interrupt = new AbortController()
  session = await open(database.url, { host: '127.0.0.1', port: proxy.port }, { signal: interrupt.signal })
  await session.begin()
  proxy.freeze()
  const running = codeOf(session.run('insert into t values (1)'), 60_000)
  interrupt.abort()
  expect(await running).toBe('E_INTERRUPTED')
  expect(await codeOf(session.rollback())).toBeUndefined()
  await session.close()
})

test(
  'the stream of the server ends after any byte: everything settles, and what commit() says is true',
  {
    timeout: 600_000,
  },
  async () => {
    const one = async (cutAfterServerBytes: number | undefined) => {
      const own = await startProxy(
        database.url,
        cutAfterServerBytes === undefined ? {} : { cutAfterServerBytes },
      )
      const notThere = (error: unknown) => void (opened = error)
      let opened: unknown
      // No cut makes it run into this deadline; a busy machine should not either.
      const settings = { host: '127.0.0.1', port: own.port, connectTimeoutMs: 30_000 }
      const tried = await open(database.url, settings).catch(notThere)
      let committed: string | undefined = 'E_CONNECT'
      if (tried) {
        const work = async () => {
          await tried.begin()
          await Promise.all([tried.run('insert into t values (1)'), tried.run('select * from t')])
          const data = async function* () {
            for (let i = 2; i < 2000; i++) yield Buffer.from(`${i}\n`)
          }
          await tried.copyIn('copy t from stdin', data())
          await tried.query('select $1::int', [1])
          await tried.commit()
        }
        committed = await codeOf(work())
        if (committed) await codeOf(tried.rollback())
        await tried.close()
      } else expect((opened as { code: string }).code).toBe('E_CONNECT')
      const bytes = own.serverBytes
      await own.close()
      await eventually(async () => (await rows()) === (committed === undefined ? 1999 : 0))
      await database.query('truncate t')
      return { bytes, committed }
    }
    const { bytes, committed } = await one(undefined)
    expect(committed).toBeUndefined()
    const step = Math.max(1, Math.floor(bytes / 44))
    const outcomes: (string | undefined)[] = []
    for (let cut = 0; cut < bytes; cut += cut > bytes - 80 ? 5 : step)
      outcomes.push((await one(cut)).committed)
    expect(new Set(outcomes)).toContain('E_CONNECTION_LOST')
    expect(outcomes.filter((code) => code === undefined).length).toBeGreaterThan(0)
  },
)
