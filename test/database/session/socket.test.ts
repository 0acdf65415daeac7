import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSession } from '../../../src/database/postgres/session.ts'
import { readConnectionSettings } from '../../../src/database/postgres/connection.ts'
import { realWorld } from '../../../src/world.ts'
import { ownServer, type OwnServer } from '../own-server.ts'
import { codeOf, eventually, failureOf } from './open.ts'

/** Always real: the server is ours, and has a socket because we say so. */
describe.skipIf(process.platform === 'win32')('a unix socket', () => {
  let folder: string
  let server: OwnServer
  let password: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'plinth-socket-'))
    // The server may run as another user.
    await chmod(folder, 0o777)
    server = await ownServer({ unix_socket_directories: folder })
    password = new URL(server.url).password
  })
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  const connect = async (
    url: string | undefined,
    env: Readonly<Record<string, string>> = {},
    signal?: AbortSignal,
  ) => {
    const settings = await readConnectionSettings({ url, from: 'the test', env }, realWorld('/'))
    return openSession(settings, { applicationName: 'plinth:test', ...(signal ? { signal } : {}) })
  }

  test('is connected to, however it is named', async () => {
    const named: readonly (readonly [string | undefined, Readonly<Record<string, string>>])[] = [
      [`postgres://postgres:${password}@/postgres?host=${folder}&port=${server.port}`, {}],
      [`postgres://postgres:${password}@${encodeURIComponent(folder)}:${server.port}/postgres`, {}],
      [
        undefined,
        {
          PGHOST: folder,
          PGPORT: String(server.port),
          PGUSER: 'postgres',
          PGPASSWORD: password,
          PGDATABASE: 'postgres',
        },
      ],
      // There is no TLS on a socket, whatever is wished.
      [`postgres://postgres:${password}@/postgres?host=${folder}&port=${server.port}&sslmode=require`, {}],
    ]
    for (const [url, env] of named) {
      const session = await connect(url, env)
      expect(session.target.host).toBe(folder)
      expect(
        await session.query('select inet_client_addr() as address, current_database()::text as name'),
      ).toEqual([{ address: null, name: 'postgres' }])
      await session.close()
    }
  })

  test('is cancelled over, and its session ends with close()', async () => {
    const interrupt = new AbortController()
    const url = `postgres://postgres:${password}@/postgres?host=${folder}&port=${server.port}`
    const session = await connect(url, {}, interrupt.signal)
    const stateOf = async () =>
      (await server.query(`select state, query from pg_stat_activity where pid = ${session.backendPid}`))[0]
    const running = codeOf(session.run('select pg_sleep(60)'))
    await eventually(async () => (await stateOf())?.['query'] === 'select pg_sleep(60)')
    interrupt.abort()
    expect(await running).toBe('E_INTERRUPTED')
    await session.close()
    await eventually(async () => (await stateOf()) === undefined)
  })

  test('that is not there: which one', async () => {
    const url = `postgres://postgres:${password}@/postgres?host=${folder}&port=1`
    expect(await failureOf(connect(url))).toMatchObject({
      code: 'E_CONNECT',
      message: `cannot connect to ${folder}:1: there is no such socket`,
    })
  })

  test('and a wrong password: E_LOGIN', async () => {
    const url = `postgres://postgres:wrong@/postgres?host=${folder}&port=${server.port}`
    expect(await failureOf(connect(url))).toMatchObject({ code: 'E_LOGIN', sqlState: '28P01' })
  })
})
