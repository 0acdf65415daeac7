import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { poolerProgram, startPooler, type Pooler, type PoolMode } from '../../support/pooler.ts'
import { queryOnce, testServer, type TestDatabase } from '../../support/server.ts'
import { open } from '../../database/session/open.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await (await testServer()).createDatabase()
})
afterAll(() => database.drop())

/** A pool of three server connections that are open already. */
async function pool(mode: PoolMode): Promise<Pooler> {
  const { url } = await testServer()
  const pooler = await startPooler(url, mode, { default_pool_size: 3, server_round_robin: 1 })
  onTestFinished(() => pooler.stop())
  return pooler
}

test('a session without a pooler knows that there is none', async () => {
  const session = await open(database.url)
  expect(session.isPooled).toBe(false)
  await session.close()
})

describe.skipIf(poolerProgram === undefined)('a session through a pooler', () => {
  test.each(['session', 'transaction', 'statement'] as const)('knows it in %s mode', async (mode) => {
    const pooler = await pool(mode)
    const session = await open(pooler.through(database.url))
    expect(session.isPooled).toBe(true)
    await session.close()
  })

  test('knows the backend of each transaction', async () => {
    const pooler = await pool('transaction')
    const url = pooler.through(database.url)
    await Promise.all([1, 2, 3].map(() => queryOnce(url, 'select pg_sleep(0.2)')))
    const session = await open(url)
    const pids = new Set<number>()
    for (let i = 0; i < 6; i++) {
      await session.begin('select 1; select 2')
      const [row] = await session.query<{ pid: number }>('select pg_backend_pid() as pid')
      expect(session.backendPid).toBe(row?.pid)
      pids.add(session.backendPid)
      await session.commit()
    }
    expect(pids.size).toBe(3)
    await session.close()
  })
})
