import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { PlinthEvent } from '../../../src/index.ts'
import { randomOf } from '../../support/random.ts'
import { makeProject } from '../../support/project.ts'
import { ownServer, type OwnServer } from '../own-server.ts'
import { outcomeOf, seedOf } from './scene.ts'

const many = 120
const rounds = process.env['PLINTH_FAULTS'] === 'all' ? 60 : 6

/** The shared memory goes with it, and with that all of the WAL that is not written. What becomes of a commit is asked of the next server. */
async function killAndStart(server: OwnServer): Promise<void> {
  const [pid] = (await readFile(join(server.dataDir, 'postmaster.pid'), 'utf8')).split('\n')
  process.kill(Number(pid), 'SIGKILL')
  await server.start()
}

function revisionOf(number: number): string {
  return `r${String(number).padStart(3, '0')}`
}

it('a server that is killed between many small migrations has all that was told as applied, and no gaps', async () => {
  const random = randomOf(seedOf('durable'))
  // Nobody writes the WAL in the background: what was committed asynchronously is lost.
  await using server = await ownServer({ wal_writer_delay: '10s', wal_writer_flush_after: '0' })
  const numbers = Array.from({ length: many }, (_, i) => i)
  const migrations = Object.fromEntries(numbers.map((i) => [revisionOf(i), `create table public.t${i} ();`]))
  const project = await makeProject({ init: null, migrations })
  let told: string[] = []
  let killAt = Infinity
  let killed: Promise<void> | undefined
  const onEvent = (event: PlinthEvent) => {
    if (event.kind === 'applied') told.push(event.revision)
    if (event.kind === 'step') begun = event.index - 1
    if (event.kind === 'step' && event.index === killAt) killed = killAndStart(server)
  }
  let begun = 0
  let gone = 0
  for (let round = 0; round < rounds; round++) {
    const name = `durable_${round}`
    await server.query(`create database ${name}`)
    await server.query('checkpoint')
    const verbs = project.on(
      { url: Object.assign(new URL(server.url), { pathname: `/${name}` }).href },
      { onEvent },
    )
    told = []
    killAt = 2 + Math.floor(random() * (many - 2))
    const outcome = await outcomeOf(verbs.init())
    await killed
    // It may be done before the backend has noticed.
    if (outcome.error)
      expect(outcome.error.code).toMatch(/^E_CONNECTION_LOST$|^E_CONNECT$|^E_COMMIT_UNKNOWN$/)
    else expect(told).toHaveLength(many)
    const committed = outcome.error ? begun : many
    killAt = Infinity

    const kept = (await server.query('select revision from plinth.journal order by id', name)).map(
      (row) => row['revision'],
    )
    const heads = await server.query('select revision from plinth.heads', name)
    // In their order, without gaps, and each with what it made.
    expect(kept).toEqual(numbers.slice(0, kept.length).map(revisionOf))
    expect(heads).toEqual(kept.slice(-1).map((revision) => ({ revision })))
    const tables = await server.query(
      `select count(*)::int as n from pg_tables where schemaname = 'public'`,
      name,
    )
    expect(tables).toEqual([{ n: kept.length }])
    expect(told.length).toBeLessThanOrEqual(kept.length)
    expect(told).toEqual(kept.slice(0, told.length))
    gone += committed - kept.length

    await verbs.init()
    expect((await verbs.status()).pending).toEqual([])
  }
  // Else the test would show nothing.
  expect(gone).toBeGreaterThan(0)
  process.stdout.write(`durable: ${rounds} kills, which undid ${gone} committed steps\n`)
})
