import { describe, expect, test } from 'vitest'
import { transcript } from '../support/cli.ts'
import {
  cliProject,
  cliProjectWithDatabase,
  migrationTwo,
  type CliProjectWithDatabase,
} from '../support/cli-project.ts'
import { startProxy } from '../support/proxy.ts'
import { endUnnoticed } from '../support/server.ts'
import { expectNothingDone } from './half-done.ts'
import { startCli, until, type Started } from './started.ts'

/** Makes a table and then takes as long as it likes. */
const slowMigration = migrationTwo.replace(
  'ALTER TABLE users ADD COLUMN name text;',
  'CREATE TABLE half_done (id bigint);\nSELECT pg_sleep(600);',
)

async function initialised(): Promise<CliProjectWithDatabase> {
  const project = await cliProjectWithDatabase()
  await project.run(['init'])
  await project.write('migrations/20260107090000_slow.sql', slowMigration)
  return project
}

function start(
  project: CliProjectWithDatabase,
  args: readonly string[],
  url = project.database.url,
): Started {
  return startCli(args, { cwd: project.folder, env: { DATABASE_URL: url } })
}

/** A run that is in the slow statement, which may have been sent together with others. */
const sleeping = `select from pg_stat_activity where state = 'active' and wait_event = 'PgSleep' and strpos(query, 'pg_sleep(600)') > 0
  and datname = current_database() and application_name ~ '^plinth:'`

/** A migrate that is in the middle of the slow statement. */
async function startSlow(project: CliProjectWithDatabase, url?: string): Promise<Started> {
  const running = start(project, ['migrate'], url)
  await until(async () => {
    if (running.hasEnded()) throw new Error(`it ended: ${running.output()}`)
    return (await project.database.query(sleeping)).length > 0
  })
  return running
}

/** What a run that is over must have left: no session, no lock, and the database as it was. */
async function expectNothingLeft(project: CliProjectWithDatabase): Promise<void> {
  const { database } = project
  const ours = `datname = current_database() and application_name ~ '^plinth:'`
  // The server takes a moment to notice that a client is gone.
  await until(async () => (await database.query(`select from pg_stat_activity where ${ours}`)).length === 0)
  expect(
    await database.query(`select count(*)::int as n from pg_locks where locktype = 'advisory'
      and database = (select oid from pg_database where datname = current_database())`),
  ).toEqual([{ n: 0 }])
  await expectNothingDone(database)
}

describe.skipIf(process.platform === 'win32')('a signal', () => {
  test('SIGINT during a long statement: cancelled, rolled back, exit 130', async () => {
    await using project = await initialised()
    const running = await startSlow(project)
    running.signal('SIGINT')
    expect(transcript(await running.ended, project.folder)).toMatchInlineSnapshot(`
      "exit 130
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised
      ✖ the run was interrupted
        result   cccccccccccc was rolled back. Nothing was changed.
        hint     To go on, run the same command again.
        E_INTERRUPTED, exit 130"
    `)
    await expectNothingLeft(project)
  })

  test('SIGTERM during a long statement: the same, exit 143', async () => {
    await using project = await initialised()
    const running = await startSlow(project)
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
    await expectNothingLeft(project)
  })

  test('with --json: the error is the document', async () => {
    await using project = await initialised()
    const running = start(project, ['migrate', '--json'])
    await until(async () => (await project.database.query(sleeping)).length > 0)
    running.signal('SIGTERM')
    const { code, stdout } = await running.ended
    expect({ code, error: (JSON.parse(stdout) as { error: unknown }).error }).toMatchObject({
      code: 143,
      error: { code: 'E_INTERRUPTED' },
    })
    await expectNothingLeft(project)
  })

  test('during a migration without a transaction: says that what was done stays', async () => {
    await using project = await initialised()
    await project.write(
      'migrations/20260107090000_slow.sql',
      slowMigration.replace('-- plinth: upgrade\n', '-- plinth: upgrade\n-- plinth: no-transaction\n'),
    )
    const running = await startSlow(project)
    running.signal('SIGINT')
    expect(transcript(await running.ended, project.folder)).toMatchInlineSnapshot(`
      "exit 130
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised
      ✖ the run was interrupted
        result   1 of 2 statements of cccccccccccc are done, and that is recorded.
        hint     Run the same command again: it goes on there.
                 Or finish it by hand, and record that: plinth stamp cccccccccccc
                 Or undo by hand what it did, and have it forgotten: plinth stamp current
        E_INTERRUPTED, exit 130"
    `)
    expect(await project.database.query(`select to_regclass('half_done')::text as name`)).toEqual([
      { name: 'half_done' },
    ])
    await project.database.query('drop table half_done')
    await expectNothingLeft(project)
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s during the wait for the lock: exit %i, and the one who has it goes on',
    async (name, code) => {
      await using project = await initialised()
      const holder = await startSlow(project)
      const waiting = start(project, ['migrate'])
      await waiting.shows('for the lock, held by pid')
      waiting.signal(name)
      const ran = await waiting.ended
      expect(ran.code).toBe(code)
      expect(ran.stderr).toContain(
        `✖ the run was interrupted while it waited for the lock\n  result   Nothing was changed.\n  hint     To go on, run the same command again.\n  E_INTERRUPTED, exit ${code}\n`,
      )
      expect(holder.hasEnded()).toBe(false)
      holder.signal('SIGTERM')
      expect((await holder.ended).code).toBe(143)
      await expectNothingLeft(project)
    },
  )

  test('during the wait for a server: exit 130', async () => {
    await using project = await cliProject()
    const env = { DATABASE_URL: 'postgres://app@127.0.0.1:1/shop' }
    const waiting = startCli(['wait', '--wait', '1h'], { cwd: project.folder, env })
    await waiting.shows('nothing listens there')
    waiting.signal('SIGINT')
    const { code, stderr } = await waiting.ended
    expect(code).toBe(130)
    expect(stderr).toContain('✖ the run was interrupted while it waited for the server\n')
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('a second %s exits at once with %i, whatever the first one waits for', async (name, code) => {
    await using project = await initialised()
    const proxy = await startProxy(project.database.url)
    const url = Object.assign(new URL(project.database.url), {
      hostname: '127.0.0.1',
      port: String(proxy.port),
    })
    const running = await startSlow(project, url.href)
    // From here on nothing comes through: the first signal cannot cancel.
    proxy.freeze()
    running.signal(name)
    await until(() => proxy.connections > 1)
    expect(running.hasEnded()).toBe(false)
    running.signal(name)
    const { code: exit, stderr } = await running.ended
    expect(exit).toBe(code)
    // It did not wait for the outcome.
    expect(stderr).not.toContain('✖')
    proxy.cut()
    await proxy.close()
    await endUnnoticed(project.database)
    await expectNothingLeft(project)
  })
})
