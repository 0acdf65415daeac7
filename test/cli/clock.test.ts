import { afterEach, beforeEach, expect, test } from 'vitest'
import { transcript } from '../support/cli.ts'
import { cliProjectWithDatabase, migrationTwo, type CliProjectWithDatabase } from '../support/cli-project.ts'
import { freePort } from '../support/proxy.ts'
import { startCli, until, type Started } from './started.ts'

/** Loaded before Plinth: whoever asks for the time gets another one, two years back or forth, each time. */
const jumping = `const Real = Date
let asked = 0
const now = () => Real.now() + (asked++ % 2 ? 1 : -1) * 63e9
globalThis.Date = class extends Real {
  constructor(...given) { given.length === 0 ? super(now()) : super(...given) }
  static now() { return now() }
}
process.on('exit', () => process.stderr.write('the clock was asked ' + asked + ' times\\n'))
`

let project: CliProjectWithDatabase
let env: Readonly<Record<string, string>>

beforeEach(async () => {
  project = await cliProjectWithDatabase()
  await project.write('jumping.mjs', jumping)
  env = { DATABASE_URL: project.database.url, NODE_OPTIONS: `--import=${project.folder}/jumping.mjs` }
})
afterEach(() => project[Symbol.asyncDispose]())

const start = (args: readonly string[], more: Readonly<Record<string, string>> = {}): Started =>
  startCli(args, { cwd: project.folder, env: { ...env, ...more } })
const shows = async (args: readonly string[], more: Readonly<Record<string, string>> = {}) => {
  const ran = await start(args, more).ended
  expect(ran.stderr).toMatch(/the clock was asked \d+ times\n$/)
  return transcript(ran, project.folder)
}

/** Waits until the gate is opened, and holds the lock of Plinth meanwhile. */
const atGate = migrationTwo.replace('ALTER TABLE', 'SELECT pg_advisory_xact_lock(4711);\nALTER TABLE')
const shut = () => project.database.query('select pg_advisory_lock(4711)')
const open = () => project.database.query('select pg_advisory_unlock(4711)')
const arrived = () =>
  until(async () => {
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`
    return (await project.database.query(waiting)).length > 0
  })

test('a clock that jumps changes no result', async () => {
  await using steady = await cliProjectWithDatabase()
  await project.write('migrations/20260107090000_add_name.sql', migrationTwo)
  await steady.write('migrations/20260107090000_add_name.sql', migrationTwo)
  const runs = ['init', 'status', 'downgrade -1', 'migrate', 'current', 'check', 'history', 'validate']
  for (const args of runs.map((run) => run.split(' '))) {
    const answer = await shows(args)
    expect(answer.replace(/\n(--- stderr\n)?the clock was .*/, ''), args.join(' ')).toBe(
      await steady.shows(args),
    )
  }
  const journal = 'select revision, direction, how from plinth.journal order by id'
  expect(await project.database.query(journal)).toEqual(await steady.database.query(journal))
})

test('nor how long a run waits for the lock', async () => {
  await shows(['init'])
  await project.write('migrations/20260107090000_at_gate.sql', atGate)
  await shut()
  const holder = start(['migrate'])
  await arrived()
  const patient = start(['migrate', '--lock-timeout', '1h'])
  // It ends, although the clock may have gone back, and no sooner than it should, although it may have gone forward.
  const refused = await shows(['migrate', '--lock-timeout', '3s'])
  expect(refused).toContain('E_LOCK, exit 6')
  const [, waited] = /waited (-?\d+) s\n/.exec(refused) ?? []
  expect(Number(waited)).toBeGreaterThanOrEqual(3)
  expect(Number(waited)).toBeLessThan(600)
  await patient.shows('for the lock, held by pid')
  expect(patient.hasEnded()).toBe(false)
  await open()
  expect((await holder.ended).stdout).toContain('1 applied')
  expect(await patient.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to do.') })
})

test('nor how long one waits for a server, and for a lock of a table', async () => {
  const nobody = { DATABASE_URL: `postgres://app@127.0.0.1:${await freePort()}/shop` }
  expect(await shows(['wait', '--wait', '1s'], nobody)).toContain('tried again for 1s\n')
  await shows(['init'])
  await project.write('migrations/20260107090000_add_name.sql', migrationTwo)
  await project.database.query('begin; lock table users in access share mode')
  const running = start(['migrate'], { PLINTH_STATEMENT_LOCK_TIMEOUT: '100ms' })
  await running.shows('canceling statement due to lock timeout')
  await project.database.query('commit')
  expect(await running.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('1 applied') })
})
