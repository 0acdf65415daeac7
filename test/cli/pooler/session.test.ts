import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { poolerProgram, startPooler, type Pooler, type PoolMode } from '../../support/pooler.ts'
import { testServer, type TestDatabase } from '../../support/server.ts'
import { open } from '../../database/session/open.ts'

let database: TestDatabase

beforeAll(async () => {
  database = await (await testServer()).createDatabase()
})
afterAll(() => database.drop())

/** A pool of three server connections that are open already. */
async function pool(mode: PoolMode): Promise<Pooler> {
  return startPooler((await testServer()).url, mode, { default_pool_size: 3, server_round_robin: 1 })
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
    await pooler.stop()
  })
})
