import { describe, expect, test } from 'vitest'
import { transcript } from '../support/cli.ts'
import { cliProjectWithDatabase, migrationTwo, type CliProjectWithDatabase } from '../support/cli-project.ts'
import { startProxy, type Proxy } from '../support/proxy.ts'
import { startCli, until, type Started } from './started.ts'

/** Connection 1 ends with its COMMIT; of the later ones, the first `refused` are cut. */
interface Cut {
  /** Whether the server gets the COMMIT. */
  readonly commit: 'arrives' | 'is lost'
  readonly refused: number
}

async function migrateThrough(
  project: CliProjectWithDatabase,
  { commit, refused }: Cut,
): Promise<{ readonly running: Started; readonly proxy: Proxy }> {
  const proxy = await startProxy(project.database.url, {
    fromClient: (data, connection) => {
      if (connection === 1 && data.includes('commit\0')) return commit === 'arrives' ? 'cut-after' : 'cut'
      return connection > 1 && connection <= 1 + refused ? 'cut' : 'pass'
    },
  })
  const url = Object.assign(new URL(project.database.url), {
    hostname: '127.0.0.1',
    port: String(proxy.port),
  })
  const running = startCli(['migrate'], { cwd: project.folder, env: { DATABASE_URL: url.href } })
  return { running, proxy }
}

async function initialised(): Promise<CliProjectWithDatabase> {
  const project = await cliProjectWithDatabase()
  await project.run(['init'])
  await project.write('migrations/20260107090000_add_name.sql', migrationTwo)
  return project
}

const currentOf = async (project: CliProjectWithDatabase) => (await project.run(['current'])).stdout.trim()

/** The number of the transaction differs from run to run. */
const shown = (ran: Awaited<Started['ended']>, project: CliProjectWithDatabase) =>
  transcript(ran, project.folder).replace(/transaction \d+/, 'transaction <number>')

describe('the connection is cut during COMMIT', () => {
  test('and the server cannot be asked: E_COMMIT_UNKNOWN, whatever became of it', async () => {
    await using project = await initialised()
    await using other = await initialised()
    const runs = [
      await migrateThrough(project, { commit: 'arrives', refused: Infinity }),
      await migrateThrough(other, { commit: 'is lost', refused: Infinity }),
    ] as const
    const [arrived, lost] = await Promise.all(runs.map(({ running }) => running.ended))
    for (const { proxy } of runs) await proxy.close()
    expect(arrived && shown(arrived, project)).toMatchInlineSnapshot(`
      "exit 3
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised
      ✖ the connection was lost during COMMIT, and transaction <number> cannot be looked up
        result   cccccccccccc was applied and recorded, or nothing of it was: it is not half-done.
        hint     When the server is back, see what is recorded: plinth status
        E_COMMIT_UNKNOWN, exit 3"
    `)
    expect(lost && shown(lost, other)).toBe(arrived && shown(arrived, project))
    // The truth is in the database, and the hint is where to find it.
    expect(await currentOf(project)).toBe('cccccccccccc (head)')
    expect(await currentOf(other)).toBe('bbbbbbbbbbbb')
    expect((await other.run(['migrate'])).code).toBe(0)
    expect(await currentOf(other)).toBe('cccccccccccc (head)')
  })

  test('and the server is back in time: it was committed, and the run goes on as if nothing had been', async () => {
    await using project = await initialised()
    const { running, proxy } = await migrateThrough(project, { commit: 'arrives', refused: 3 })
    expect(shown(await running.ended, project)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ✔ 1 applied · <database> is at cccccccccccc · <time>
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised
        upgrade  ✔ cccccccccccc add users.name   <time>"
    `)
    expect(proxy.connections).toBeGreaterThan(4)
    await proxy.close()
    expect(await currentOf(project)).toBe('cccccccccccc (head)')
  })

  test('of the first of two steps: the first is told as applied, the second waits for the next run', async () => {
    await using project = await initialised()
    await project.write(
      'migrations/20260108090000_add_age.sql',
      migrationTwo
        .replaceAll('name', 'age')
        .replace('bbbbbbbbbbbb', 'parent')
        .replace('cccccccccccc', 'dddddddddddd')
        .replace('parent', 'cccccccccccc'),
    )
    const { running, proxy } = await migrateThrough(project, { commit: 'arrives', refused: 0 })
    expect(shown(await running.ended, project)).toMatchInlineSnapshot(`
      "exit 3
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised
        upgrade  ✔ cccccccccccc add users.name   <time>
      ✖ the connection to <server>/<database> was lost
        result   dddddddddddd was rolled back. 1 step before it stays applied, up to cccccccccccc.
        hint     Nothing half-done is left: an open transaction is rolled back by the server. Run the command again.
        E_CONNECTION_LOST, exit 3"
    `)
    await proxy.close()
    expect(await currentOf(project)).toBe('cccccccccccc')
    expect((await project.run(['migrate'])).code).toBe(0)
  })

  test('and the server is back in time: it was not committed', async () => {
    await using project = await initialised()
    const { running, proxy } = await migrateThrough(project, { commit: 'is lost', refused: 3 })
    expect(shown(await running.ended, project)).toMatchInlineSnapshot(`
      "exit 3
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised
      ✖ the connection to <server>/<database> was lost
        result   cccccccccccc was rolled back. Nothing was changed.
        hint     Nothing half-done is left: an open transaction is rolled back by the server. Run the command again.
        E_CONNECTION_LOST, exit 3"
    `)
    expect(proxy.connections).toBeGreaterThan(4)
    await proxy.close()
    expect(await currentOf(project)).toBe('bbbbbbbbbbbb')
  })

  test.skipIf(process.platform === 'win32')('a signal ends the looking-up: not known', async () => {
    await using project = await initialised()
    const { running, proxy } = await migrateThrough(project, { commit: 'arrives', refused: Infinity })
    await until(() => proxy.connections > 2)
    running.signal('SIGINT')
    const { code, stderr } = await running.ended
    expect(code).toBe(3)
    expect(stderr).toContain('E_COMMIT_UNKNOWN, exit 3')
    await proxy.close()
  })
})
