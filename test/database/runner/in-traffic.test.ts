import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import postgres from 'postgres'
import { expect, it, onTestFinished } from 'vitest'
import { upgrade } from '../../../src/commands/upgrade.ts'
import type { PlinthEvent } from '../../../src/index.ts'
import { realWorld, type World } from '../../../src/world.ts'
import { headsOf, makeDatabase, makeProject } from '../../support/project.ts'
import type { TestDatabase } from '../../support/server.ts'
import { eventually } from '../session/open.ts'

/** An application that reads all the time. */
interface Traffic {
  /** How many queries each client has had answered so far. */
  readonly answered: readonly number[]
  /** Waits until each client had `more` answers since the call. */
  flows(more: number): Promise<void>
}

function startTraffic({ url }: TestDatabase, query: string, clients: number): Traffic {
  const answered = Array.from({ length: clients }, () => 0)
  let over = false
  const loops = answered.map(async (_, client) => {
    const sql = postgres(url, { max: 1, prepare: false, connection: { application_name: 'traffic' } })
    while (!over) {
      await sql.unsafe(query)
      answered[client] = (answered[client] ?? 0) + 1
    }
    await sql.end()
  })
  onTestFinished(async () => {
    over = true
    await Promise.all(loops)
  })
  const flows = async (more: number) => {
    const before = [...answered]
    await eventually(async () => answered.every((count, client) => count >= (before[client] ?? 0) + more))
  }
  return { answered, flows }
}

/** Clients of the application that stand behind the migration. */
const queued = `select from pg_stat_activity where application_name = 'traffic' and exists (select from
  unnest(pg_blocking_pids(pid)) as b join pg_stat_activity as h on h.pid = b where h.application_name ~ '^plinth:')`

/** Looks all the time, on a connection of its own, whether the migration holds up a client. */
function watchQueue({ url }: TestDatabase) {
  const sql = postgres(url, { max: 1, prepare: false })
  const found = { times: 0, over: false }
  const loop = (async () => {
    while (!found.over) if ((await sql.unsafe(queued)).length > 0) found.times++
    await sql.end()
  })()
  onTestFinished(async () => {
    found.over = true
    await loop
  })
  return found
}

/** The real one, but the pause before another try lasts until the application has gone on. */
function pausingFor(world: World, isPause: () => boolean, goesOn: () => Promise<void>): World {
  return { ...world, sleep: (ms, signal) => (isPause() ? goesOn() : world.sleep(ms, signal)) }
}

it('while a migration waits for a lock, the application waits for one try of it at most', async () => {
  const up = 'alter table public.orders add column more text;\nalter table public.users add column more text;'
  const project = await makeProject({ migrations: { one: up } })
  await writeFile(
    join(project.folder, 'plinth.config.json'),
    JSON.stringify({ statementLockTimeout: '100ms', lockRetries: 1000 }),
  )
  const database = await makeDatabase()
  await project.on(database).init({ migrate: 'later' })
  await database.query('create table public.orders ()')
  await database.query('begin; lock table public.users in access share mode')
  const query = 'select (select count(*) from public.orders) + (select count(*) from public.users)'
  const traffic = startTraffic(database, query, 4)
  await traffic.flows(1)
  const queue = watchQueue(database)

  const [tries, pausing] = [{ failed: 0 }, { now: false }]
  const onEvent = ({ kind }: PlinthEvent) => {
    if (kind !== 'retry') return
    tries.failed++
    pausing.now = true
  }
  const isPause = () => {
    const was = pausing.now
    pausing.now = false
    return was
  }
  // Every client, and more than the query that stood in the queue: nothing of the try is left that it waits for.
  const goesOn = async () => {
    await traffic.flows(3)
    if (tries.failed >= 5 && queue.times > 0) await database.query('commit')
  }
  const world = pausingFor(realWorld(project.folder), isPause, goesOn)
  const wishes = { url: database.url }
  const { applied } = await upgrade({ world, wishes, onEvent, signal: undefined, toolVersion: 'test' })
  expect(applied).toMatchObject([{ revision: 'one', statements: 2 }])
  expect(tries.failed).toBeGreaterThanOrEqual(5)
  expect(queue.times).toBeGreaterThan(0)
  expect(await headsOf(database)).toEqual(['one'])
  await traffic.flows(1)
})
