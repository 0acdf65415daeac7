import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { migrationTwo } from '../../support/cli-project.ts'
import { poolerProgram, type PoolMode } from '../../support/pooler.ts'
import { endUnnoticed, queryOnce } from '../../support/server.ts'
import { migrationWith, pooledProject, secondPath, type PooledProject } from './pooled.ts'

const slow = migrationWith('CREATE TABLE half ();\nSELECT pg_sleep(600);')
const short = migrationWith('CREATE TABLE half ();\nSELECT pg_sleep(2);')

/** An initialised database, and a second migration that is in its `pg_sleep`. */
async function inTheMiddle(mode: PoolMode, text: string, settings: Readonly<Record<string, number>> = {}) {
  const project = await pooledProject(mode, settings)
  expect(await project.shows(['init'])).toContain('exit 0')
  await project.write(secondPath, text)
  const running = project.start(['migrate'])
  await project.sleeping(running)
  return { project, running, [Symbol.asyncDispose]: () => project[Symbol.asyncDispose]() }
}

/** The migration is rolled back, nobody holds anything, and the next run applies it. */
async function expectRolledBack(project: PooledProject): Promise<void> {
  await project.nothingHeld()
  expect(await project.database.query(`select to_regclass('half')::text as half`)).toEqual([{ half: null }])
  expect(await project.database.query('select revision from plinth.heads')).toEqual([
    { revision: 'bbbbbbbbbbbb' },
  ])
  await project.write(secondPath, migrationTwo)
  expect(await project.shows(['migrate', '--lock-timeout', '5s'])).toContain('is at cccccccccccc')
}

describe.skipIf(poolerProgram === undefined || process.platform === 'win32')('through a pooler', () => {
  describe.each(['session', 'transaction'] as const)('in %s mode', (mode) => {
    test('kill -9 during a statement', async () => {
      await using scene = await inTheMiddle(mode, slow)
      scene.running.signal('SIGKILL')
      await scene.running.ended
      await endUnnoticed(scene.project.database)
      await expectRolledBack(scene.project)
    })

    test('SIGTERM during a statement: it is cancelled', async () => {
      await using scene = await inTheMiddle(mode, slow)
      scene.running.signal('SIGTERM')
      const { code, stderr } = await scene.running.ended
      expect(code, stderr).toBe(143)
      expect(stderr).toContain('cccccccccccc was rolled back. Nothing was changed.')
      await expectRolledBack(scene.project)
    })

    test('its server connection is ended', async () => {
      await using scene = await inTheMiddle(mode, slow)
      await scene.project.database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
      )
      const { code, stderr } = await scene.running.ended
      expect(code, stderr).toBe(3)
      expect(stderr).toContain('was lost: server conn crashed?  [08P01]')
      expect(stderr).toContain('E_CONNECTION_LOST')
      await expectRolledBack(scene.project)
    })

    test('KILL on the console of the pooler', async () => {
      await using scene = await inTheMiddle(mode, slow)
      const { project, running } = scene
      await project.pooler.admin(`KILL ${project.database.name}`)
      const { code, stderr } = await running.ended
      expect(code, stderr).toBe(3)
      expect(stderr).toContain('was lost: database removed  [08P01]')
      expect(stderr).toContain('E_CONNECTION_LOST')
      await project.pooler.admin(`RESUME ${project.database.name}`)
      await endUnnoticed(project.database)
      await expectRolledBack(project)
    })

    test('a query_timeout of the pooler', async () => {
      await using project = await pooledProject(mode, { query_timeout: 2 })
      await project.run(['init'])
      await project.write(secondPath, slow)
      const { code, stderr } = await project.run(['migrate'])
      expect(code, stderr).toBe(3)
      expect(stderr).toContain('was lost: query timeout  [08P01]')
      expect(stderr).toContain('E_CONNECTION_LOST')
      await endUnnoticed(project.database)
      await expectRolledBack(project)
    })

    test('RECONNECT on the console of the pooler: the run goes on', async () => {
      await using scene = await inTheMiddle(mode, short)
      const { project, running } = scene
      await project.pooler.admin('RECONNECT')
      const { code, stderr } = await running.ended
      expect(code, stderr).toBe(0)
      await project.nothingHeld()
      expect(await project.shows(['check'])).toContain('exit 0')
    })

    test('server connections that live one second: the run goes on', async () => {
      await using scene = await inTheMiddle(mode, short, { server_lifetime: 1 })
      const { code, stderr } = await scene.running.ended
      expect(code, stderr).toBe(0)
      await scene.project.nothingHeld()
    })

    test('PAUSE in the middle, and RESUME: the run goes on', async () => {
      await using scene = await inTheMiddle(mode, short)
      const { project, running } = scene
      const { pooler, database } = project
      // Answered when the pool is quiet: in transaction mode after the transaction, in session mode after the run.
      await pooler.admin(`PAUSE ${database.name}`)
      if (mode === 'transaction') expect(running.hasEnded()).toBe(false)
      await pause(500)
      await pooler.admin(`RESUME ${database.name}`)
      const { code, stderr } = await running.ended
      expect(code, stderr).toBe(0)
      await project.nothingHeld()
      expect(await queryOnce(project.url, 'select revision from plinth.heads')).toEqual([
        { revision: 'cccccccccccc' },
      ])
    })
  })

  test('kill -9 outside a transaction, in session mode', async () => {
    const alone = migrationWith('SELECT pg_sleep(600);')
    const outside = alone.replace('-- plinth: upgrade', '-- plinth: upgrade\n-- plinth: no-transaction')
    await using scene = await inTheMiddle('session', outside)
    scene.running.signal('SIGKILL')
    await scene.running.ended
    await endUnnoticed(scene.project.database)
    await expectRolledBack(scene.project)
  })

  test('an idle_transaction_timeout of the pooler, and a migration that does something else', async () => {
    await using project = await pooledProject('transaction', { idle_transaction_timeout: 1 })
    await project.run(['init'])
    await project.write(modulePath, idleModule)
    const { code, stderr } = await project.run(['migrate'])
    expect(code, stderr).toBe(3)
    expect(stderr).toContain('E_CONNECTION_LOST')
    await rm(join(project.folder, modulePath))
    await expectRolledBack(project)
  })
})

const modulePath = 'migrations/20260107090000_idle.ts'
const idleModule = `${migrationTwo.slice(0, migrationTwo.indexOf('-- plinth:')).replaceAll(/^--/gm, '//')}
export async function upgrade(sql) {
  await sql\`create table half ()\`
  await new Promise((resolve) => setTimeout(resolve, 4000))
  await sql\`select 1\`
}
`
