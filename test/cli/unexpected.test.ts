import { describe, expect, test } from 'vitest'
import { transcript } from '../support/cli.ts'
import { cliProjectWithDatabase, type CliProjectWithDatabase } from '../support/cli-project.ts'
import { expectNothingDone } from './half-done.ts'
import { startCli, until } from './started.ts'

/** A project with a migration in JavaScript whose function makes a table and then does `what`. */
async function projectThat(what: string): Promise<CliProjectWithDatabase> {
  const project = await cliProjectWithDatabase()
  await project.run(['init'])
  await project.write(
    'migrations/20260107090000_odd.js',
    `// Odd
//
// revision: cccccccccccc
// revises: bbbbbbbbbbbb

export async function upgrade(sql) {
  await sql\`create table half_done ()\`
  ${what}
}
`,
  )
  return project
}

describe('a migration that', () => {
  test.each([
    ['ends the process', 'process.exit(0)'],
    ['ends it while a query runs', 'setTimeout(() => process.exit(0), 50); await sql`select pg_sleep(5)`'],
  ])('%s: exit 4, and nothing is told as applied', async (_, what) => {
    await using project = await projectThat(what)
    expect(await project.shows(['migrate'])).toMatchInlineSnapshot(`
      "exit 4
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised
      ✖ the process ended before the run did
        detail   A migration, a hook or the configuration file called process.exit(), or waits for something that cannot come.
        result   What was not committed is rolled back by the server.
        hint     A migration ends when its function returns, or throws. To see what is recorded: plinth status
        E_MIGRATION, exit 4"
    `)
    await expectNothingDone(project.database)
    const { code, stdout } = await project.run(['migrate', '--json'])
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({
      code: 4,
      ok: false,
      error: { code: 'E_MIGRATION' },
    })
  })

  test('forgets a promise that fails: rolled back, with the place', async () => {
    await using project = await projectThat(
      `Promise.reject(new Error('loose')); await sql\`select pg_sleep(5)\``,
    )
    expect(await project.shows(['migrate'])).toMatchInlineSnapshot(`
      "exit 4
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised
      ✖ migrations/20260107090000_odd.js:8:18  something that nobody waited for failed: Error: loose
        detail   The run was interrupted for that.
        result   cccccccccccc was rolled back. Nothing was changed.
        hint     Write await before each call that returns a promise, or return the promise.
        E_MIGRATION, exit 4"
    `)
    await expectNothingDone(project.database)
  })

  test('throws in a timer: the same', async () => {
    await using project = await projectThat(
      `setTimeout(() => { throw new Error('later') }, 20); await new Promise(() => {})`,
    )
    const ran = transcript(await project.run(['migrate']), project.folder)
    expect(ran).toContain('exit 4\n')
    expect(ran).toMatch(/odd\.js:8:\d+  something that nobody waited for failed: Error: later\n/)
    expect(ran).toContain('  result   cccccccccccc was rolled back. Nothing was changed.\n')
    await expectNothingDone(project.database)
  })

  test('leaves a timer running: the run ends all the same, and says what it did', async () => {
    await using project = await projectThat('setInterval(() => {}, 60_000)')
    const running = startCli(['migrate'], {
      cwd: project.folder,
      env: { DATABASE_URL: project.database.url },
    })
    await until(() => running.hasEnded(), 30_000)
    expect(await running.ended).toMatchObject({ code: 0, stdout: expect.stringContaining('1 applied') })
  })

  test('sets an exit code of its own: the code is that of the run', async () => {
    await using project = await projectThat('process.exitCode = 3')
    expect(await project.run(['migrate'])).toMatchObject({ code: 0 })
  })

  test.skipIf(process.platform === 'win32')(
    'waits for something that never comes, and gets a signal: rolled back, exit 143',
    async () => {
      await using project = await projectThat('await new Promise((resolve) => setTimeout(resolve, 600_000))')
      const running = startCli(['migrate', '-v'], {
        cwd: project.folder,
        env: { DATABASE_URL: project.database.url },
      })
      const idle = `select from pg_stat_activity where state = 'idle in transaction' and datname = current_database()
        and query ~ 'half_done'`
      await until(async () => (await project.database.query(idle)).length > 0)
      running.signal('SIGTERM')
      expect(transcript(await running.ended, project.folder)).toMatchInlineSnapshot(`
        "exit 143
        --- stderr
          target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
          state    initialised
        ✖ the run was interrupted
          result   cccccccccccc was rolled back. Nothing was changed.
          hint     To go on, run the same command again.
          E_INTERRUPTED, exit 143"
      `)
      await expectNothingDone(project.database)
    },
  )
})

test('a configuration file that ends the process does not pass for a run', async () => {
  await using project = await cliProjectWithDatabase()
  await project.write('plinth.config.mjs', 'process.exit(0)\n')
  expect(await project.run(['check'])).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('the process ended before the run did'),
  })
})
