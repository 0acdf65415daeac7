import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { transcript, type Ran } from '../support/cli.ts'
import { cliProject, migrationTwo, type CliProject } from '../support/cli-project.ts'
import { startProxy, type Proxy } from '../support/proxy.ts'
import { ownServer, type OwnServer } from '../database/own-server.ts'
import { startCli, until } from './started.ts'

let primary: OwnServer
let standby: OwnServer
let address: Proxy
let project: CliProject
let env: { readonly DATABASE_URL: string }

/** A migration that makes a table of its name. */
const migration = (id: string, revises: string, before = '') =>
  migrationTwo
    .replace('bbbbbbbbbbbb', revises)
    .replace('cccccccccccc', id)
    .replace('ALTER TABLE users ADD COLUMN name text;', `${before}CREATE TABLE ${id} (n integer);`)
    .replace('ALTER TABLE users DROP COLUMN name;', `DROP TABLE ${id};`)

const shows = async (...args: string[]) => transcript(await project.run(args, env), project.folder)
const start = () => startCli(['migrate'], { cwd: project.folder, env })
const revisionsOf = async (server: OwnServer) =>
  (await server.query('select revision from plinth.journal order by id', 'shop')).map(
    (row) => row['revision'],
  )
const hasLast = (server: OwnServer, revision: string) =>
  until(async () => (await revisionsOf(server)).at(-1) === revision)
const promote = () => standby.query('select pg_promote()')

/** What the standby lacks from here on is lost with the primary. */
async function cutOff(): Promise<void> {
  await primary.allow()
  await primary.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'walsender'`,
  )
}

beforeEach(async () => {
  const mine = <T extends AsyncDisposable>(made: T) => {
    onTestFinished(() => made[Symbol.asyncDispose]())
    return made
  }
  project = mine(await cliProject())
  primary = mine(await ownServer())
  await primary.query('create database shop')
  standby = mine(await primary.standby())
  address = await startProxy(primary.url)
  onTestFinished(() => address.close())
  const moved = {
    hostname: '127.0.0.1',
    port: String(address.port),
    pathname: '/shop',
    search: '?sslmode=disable',
  }
  env = { DATABASE_URL: Object.assign(new URL(primary.url), moved).href }
  expect(await shows('init')).toContain('exit 0')
  await hasLast(standby, 'bbbbbbbbbbbb')
})

/** The step that ran was rolled back; of the one before it no more is said than is known. */
function expectLost({ code, stderr }: Ran): void {
  expect(code).toBe(3)
  expect(stderr).toMatch(/✖ the connection to .* was lost: .* {2}\[57P01\]\n/)
  expect(stderr).toMatch(
    /result {3}d{12} was rolled back\. 1 step before it (stays applied, up to c{12}\.|was committed, but the server had not confirmed)/,
  )
}

describe('the primary goes, between two steps of a run', () => {
  /** A run that has applied c and is in d. */
  async function runInSecond() {
    await project.write('migrations/20260107090000_c.sql', migration('cccccccccccc', 'bbbbbbbbbbbb'))
    await project.write(
      'migrations/20260108090000_d.sql',
      migration('dddddddddddd', 'cccccccccccc', 'SELECT pg_sleep(600);\n'),
    )
    const running = start()
    const sleeping = `select from pg_stat_activity where wait_event = 'PgSleep'`
    await until(async () => (await primary.query(sleeping)).length > 0)
    await project.write('migrations/20260108090000_d.sql', migration('dddddddddddd', 'cccccccccccc'))
    return running
  }

  test('and the standby that has the first becomes it: told, and the next run goes on there', async () => {
    const running = await runInSecond()
    await hasLast(standby, 'cccccccccccc')
    address.redirect(standby.url)
    await primary.stop()
    await promote()
    expectLost(await running.ended)
    expect(await shows('migrate')).toContain('exit 0\n--- stdout\n✔ 1 applied · shop is at dddddddddddd')
    expect(await revisionsOf(standby)).toEqual([
      'aaaaaaaaaaaa',
      'bbbbbbbbbbbb',
      'cccccccccccc',
      'dddddddddddd',
    ])
  })

  test('and one that lacks the first becomes it: the next run applies both', async () => {
    await cutOff()
    const running = await runInSecond()
    address.redirect(standby.url)
    await primary.stop()
    await promote()
    expectLost(await running.ended)
    expect(await shows('migrate')).toContain('exit 0\n--- stdout\n✔ 2 applied · shop is at dddddddddddd')
    expect(await revisionsOf(standby)).toEqual([
      'aaaaaaaaaaaa',
      'bbbbbbbbbbbb',
      'cccccccccccc',
      'dddddddddddd',
    ])
  })

  test('and comes back as a standby: told, and the next run is refused', async () => {
    const running = await runInSecond()
    await primary.stop()
    await primary.demote()
    expectLost(await running.ended)
    expect(await shows('migrate')).toContain('E_NOT_PRIMARY, exit 2')
    expect(await shows('status')).toContain('exit 0')
    expect(await revisionsOf(primary)).toEqual(['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc'])
  })
})

describe('the primary goes before it answers to a COMMIT', () => {
  /** Cuts at that answer, and what connects from then on comes to the standby. */
  function moveAtCommit(): Promise<void> {
    return new Promise((resolve) => {
      address.rules = {
        fromServer: (data) => {
          if (!data.includes('COMMIT\0')) return 'pass'
          address.rules = {}
          address.redirect(standby.url)
          resolve()
          return 'cut'
        },
      }
    })
  }

  test('and the standby, which has it, becomes it a while later: the run waits for that, and is complete', async () => {
    await project.write('migrations/20260107090000_c.sql', migration('cccccccccccc', 'bbbbbbbbbbbb'))
    const moved = moveAtCommit()
    const running = start()
    await moved
    await hasLast(standby, 'cccccccccccc')
    await primary.stop()
    await promote()
    expect(transcript(await running.ended, project.folder)).toContain('exit 0\n--- stdout\n✔ 1 applied')
    expect(await shows('current')).toContain('cccccccccccc (head)')
  })

  test('and the standby gets it later than it is asked: the run waits all the same', async () => {
    await standby.query('select pg_wal_replay_pause()')
    await project.write('migrations/20260107090000_c.sql', migration('cccccccccccc', 'bbbbbbbbbbbb'))
    const moved = moveAtCommit()
    const running = start()
    await moved
    const asked = `select from pg_stat_activity where application_name ~ '^plinth:'`
    await until(async () => running.hasEnded() || (await standby.query(asked)).length > 0)
    await standby.query('select pg_wal_replay_resume()')
    await hasLast(standby, 'cccccccccccc')
    await primary.stop()
    await promote()
    expect(transcript(await running.ended, project.folder)).toContain('exit 0\n--- stdout\n✔ 1 applied')
    expect(await shows('current')).toContain('cccccccccccc (head)')
  })

  test('and the standby, which lacks it, becomes it: told, and the next run applies it', async () => {
    await cutOff()
    await project.write('migrations/20260107090000_c.sql', migration('cccccccccccc', 'bbbbbbbbbbbb'))
    const moved = moveAtCommit()
    const running = start()
    await moved
    await primary.stop()
    await promote()
    const { code, stderr } = await running.ended
    expect(code).toBe(3)
    expect(stderr).toContain('cccccccccccc was rolled back. Nothing was changed.')
    expect(await shows('migrate')).toContain('exit 0\n--- stdout\n✔ 1 applied')
    expect(await revisionsOf(standby)).toEqual(['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc'])
  })
})
