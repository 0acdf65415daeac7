import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { main } from '../../support/cli.ts'
import type { TestDatabase } from '../../support/server.ts'
import {
  baseline,
  contentsOf,
  example,
  headsOf,
  journalOf,
  makeDatabase,
  makeProject,
} from '../../support/project.ts'
import { eventually } from '../session/open.ts'
import { randomOf } from '../../support/random.ts'

interface Ended {
  readonly code: number | null
  readonly output: string
}

function start(
  verb: string,
  cwd: string,
  database: TestDatabase,
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [main, verb, '--cwd', cwd, '--url', database.url])
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)))
  return { child, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, output }))) }
}

/** No session of Plinth and no advisory lock stays on the database. A backend takes a moment to leave when its client has. */
async function expectNothingLeft(database: TestDatabase): Promise<void> {
  const left = `select from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
    union all select from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`
  await eventually(async () => (await database.query(left)).length === 0)
}

async function expectComplete(database: TestDatabase, expected: readonly string[]): Promise<void> {
  expect(await journalOf(database)).toEqual(expected)
}

it.each([16, 64])(
  '%i processes initialise the example project at once',
  async (count) => {
    const database = await makeDatabase()
    const runs = Array.from({ length: count }, () => start('init', example, database).ended)
    const results = await Promise.all(runs)
    expect(results.filter(({ code }) => code !== 0).map(({ output }) => output)).toEqual([])
    const journal = await journalOf(database)
    expect(journal.filter((line) => line.endsWith(' init'))).toHaveLength(1)
    expect(new Set(journal).size).toBe(journal.length)
    expect(journal).toHaveLength(10)
    expect(await headsOf(database)).toHaveLength(1)
    await expectNothingLeft(database)
  },
  300_000,
)

it('survives that one process of several is killed at any moment', { timeout: 300_000 }, async () => {
  const seed = Number(process.env['PLINTH_TEST_SEED'] ?? Date.now() % 100_000)
  process.stdout.write(`kill test: PLINTH_TEST_SEED=${String(seed)}\n`)
  const random = randomOf(seed)
  const whole = await makeDatabase()
  expect((await start('init', example, whole).ended).code).toBe(0)
  const expected = await contentsOf(whole)
  for (let round = 0; round < 6; round++) {
    const database = await makeDatabase()
    const victim = start('init', example, database)
    await delay(150)
    const others = Array.from({ length: 3 }, () => start('init', example, database).ended)
    await delay(random() * 900)
    victim.child.kill('SIGKILL')
    const results = await Promise.all(others)
    expect(results.filter(({ code }) => code !== 0).map(({ output }) => output)).toEqual([])
    const journal = await journalOf(database)
    expect([journal.length, new Set(journal).size]).toEqual([10, 10])
    expect(journal.filter((line) => line.endsWith(' init'))).toHaveLength(1)
    expect(await contentsOf(database)).toBe(expected)
  }
})

it('SIGTERM during a long migration rolls it back and ends with 143', async () => {
  const project = await makeProject({
    migrations: {
      good: 'create table public.good ();',
      slow: 'create table public.half ();\nselect pg_sleep(600);',
    },
  })
  const database = await makeDatabase()
  const { child, ended } = start('init', project.folder, database)
  const sleeping = `select 1 from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`
  await eventually(async () => (await database.query(sleeping)).length > 0)
  child.kill('SIGTERM')
  // Ending only with the statement would exceed the time limit of this test by far.
  const { code, output } = await ended
  expect(code).toBe(143)
  expect(output).toContain('slow was rolled back. 2 steps before it stay applied, up to good.')
  await expectComplete(database, [`${baseline} upgrade init`, 'good upgrade executed'])
  expect(await contentsOf(database)).not.toContain('half')
  await expectNothingLeft(database)
})
