import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cliProjectWithDatabase, migrationTwo, type CliProjectWithDatabase } from '../support/cli-project.ts'
import { queryOnce, testServer } from '../support/server.ts'
import { onTerminal, startOnTerminal } from './on-terminal.ts'
import { startCli, until } from './started.ts'

const same = `CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE teams (id bigint PRIMARY KEY);
`
const more = same.replace('email text', 'mail text').concat('CREATE INDEX by_mail ON users (mail);\n')

/** An initialised database, and a model. */
async function withModel(model: string): Promise<CliProjectWithDatabase> {
  const project = await cliProjectWithDatabase()
  expect((await project.run(['init'])).code).toBe(0)
  await project.write('sql/schema.sql', model)
  return project
}

const filesOf = async ({ folder }: CliProjectWithDatabase) =>
  (await readdir(join(folder, 'migrations'))).sort()

/** Shadow databases that a run told of, and that are still there. */
async function leftOf(output: string): Promise<readonly unknown[]> {
  const names = [...new Set(output.match(/plinth_shadow_[0-9a-f]{16}/g))]
  expect(names.length).toBeGreaterThan(0)
  const { url } = await testServer()
  return queryOnce(url, `select datname from pg_database where datname in ('${names.join("', '")}')`)
}

const shown = (text: string) => text.replaceAll(/plinth_shadow_[0-9a-f]{16}/g, '<shadow>')

describe('create --auto', () => {
  test('writes a migration, says what it loses, and the next run has nothing to write', async () => {
    await using project = await withModel(more)
    expect(shown(await project.shows(['create', '--auto', 'mail of users']))).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ✔ created migrations/<time>_mail_of_users.sql, from sql/schema.sql: 3 statements
        revision <id>, revises bbbbbbbbbbbb
        renamed? column public.users.email to public.users.mail: the file says how, or write it anew with --rename
        careful  the values of public.users.email are lost
        proven   up and down, in a shadow database
        next     read it, then: plinth migrate
        note     plinth.lock has no fingerprint of 1 of 3 revisions, by which init would recognise it: plinth verify --update
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        shadow   <shadow> on the same server (PostgreSQL <version>)
        shadow   <shadow> on the same server (PostgreSQL <version>)"
    `)
    expect(await filesOf(project)).toHaveLength(5)
    expect((await project.run(['migrate'])).code).toBe(0)
    expect(shown(await project.shows(['create', '--auto', 'again']))).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ✔ the migrations make what the model wants. Nothing to write.
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        shadow   <shadow> on the same server (PostgreSQL <version>)
        shadow   <shadow> on the same server (PostgreSQL <version>)"
    `)
  })

  test('--check answers with its exit code, and writes nothing', async () => {
    await using project = await withModel(more)
    const before = await filesOf(project)
    expect(shown(await project.shows(['create', '--auto', '--check', 'x']))).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      ✖ the migrations do not make what sql/schema.sql wants: 3 statements to go (- they do not make it, + it does not want it)
          + column public.users.email
          - column public.users.mail
          - index public.by_mail
        renamed? column public.users.email to public.users.mail: is it? then with --rename <old>=<new>
        careful  the values of public.users.email are lost
        proven   up and down, in a shadow database
        next     plinth create --auto "<what changes>"
        E_DRIFT, exit 1
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        shadow   <shadow> on the same server (PostgreSQL <version>)
        shadow   <shadow> on the same server (PostgreSQL <version>)"
    `)
    expect(await filesOf(project)).toEqual(before)
    await project.write('sql/schema.sql', same)
    expect(await project.run(['create', '--auto', '--check'])).toMatchObject({ code: 0 })
  })

  test('--rename says what is the same, table before column, and the rows are kept', async () => {
    await using project = await withModel(
      'CREATE TABLE accounts (id bigint PRIMARY KEY, mail varchar(200));\n',
    )
    await project.run(['migrate'])
    await project.database.query("INSERT INTO users (id, email) VALUES (1, 'ada@example.org')")
    const said = ['--rename', 'users=accounts', '--rename', 'accounts.email=mail']
    const { code, stdout } = await project.run(['create', '--auto', 'accounts', ...said])
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('renamed  table public.users to public.accounts'),
    ])
    expect(stdout).toContain('column public.accounts.email to public.accounts.mail')
    expect((await project.run(['migrate'])).code).toBe(0)
    expect(await project.database.query('SELECT mail FROM accounts')).toEqual([{ mail: 'ada@example.org' }])
  })

  test.each([
    [['--rename', 'users.email'], '--rename users.email does not say what becomes what'],
    [['--rename', 'users.nothing=mail'], 'users.nothing cannot become mail'],
    [['--rename', 'users.email=id'], 'users.email cannot become id'],
  ])('%j is refused, and nothing is written', async (args, message) => {
    await using project = await withModel(more)
    const before = await filesOf(project)
    const { code, stderr } = await project.run(['create', '--auto', 'x', ...args])
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
    expect(await filesOf(project)).toEqual(before)
  })

  test('--dry-run shows the file, and writes nothing', async () => {
    await using project = await withModel(more)
    const before = await filesOf(project)
    const { code, stdout } = await project.run(['create', '--auto', '--dry-run', 'x'])
    expect(code).toBe(0)
    expect(stdout).toContain('-- plinth: upgrade\n')
    expect(stdout).toContain('ALTER TABLE public.users ADD COLUMN mail text;')
    expect(stdout).toContain('-- plinth: downgrade\n')
    expect(await filesOf(project)).toEqual(before)
  })

  test('--json has all of it, and differs says yes or no', async () => {
    await using project = await withModel(more)
    const json = async (...args: readonly string[]) =>
      JSON.parse((await project.run(['create', '--auto', 'x', '--json', ...args])).stdout) as Record<
        string,
        unknown
      >
    const whole = {
      differs: true,
      model: 'sql/schema.sql',
      statements: 3,
      renamed: [],
      perhaps: [{ kind: 'column', from: 'public.users.email', to: 'public.users.mail' }],
      left: [],
      hazards: ['the values of public.users.email are lost'],
      unproven: [],
      text: expect.stringContaining('-- plinth: upgrade') as string,
    }
    expect(await json('--check')).toMatchObject(whole)
    expect(await json('--dry-run')).toMatchObject(whole)
    expect(await json()).toMatchObject(whole)
    expect(await json('--check')).toEqual({ differs: false })
  })

  test('--concurrently builds indexes beside writers, and its migration runs', async () => {
    await using project = await withModel(more)
    await project.run(['create', '--auto', '--concurrently', 'x'])
    const { code, stdout } = await project.run(['show', 'head'])
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('CREATE INDEX CONCURRENTLY by_mail') as string,
    })
    expect((await project.run(['migrate'])).code).toBe(0)
    expect(
      await project.database.query(`select from pg_index where indexrelid = 'by_mail'::regclass`),
    ).toHaveLength(1)
    expect((await project.run(['downgrade', '-1'])).code).toBe(0)
  })

  test.each([['--check'], ['--concurrently']])('%s without --auto is refused', async (flag) => {
    await using project = await withModel(more)
    expect(await project.run(['create', 'x', flag])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`${flag} means something with --auto only`) as string,
    })
  })

  test('--auto with what fills a migration otherwise is refused', async () => {
    await using project = await withModel(more)
    expect(await project.run(['create', 'x', '--auto', '--ts'])).toMatchObject({ code: 2 })
    expect(await project.run(['create', '--auto'])).toMatchObject({ code: 2 })
  })

  test('without a model, and with one that does not load', async () => {
    await using project = await withModel(`${same}CREATE TABLE logs (at nothing);\n`)
    expect(shown(await project.shows(['create', '--auto', 'x']))).toMatchInlineSnapshot(`
      "exit 4
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        shadow   <shadow> on the same server (PostgreSQL <version>)
      ✖ sql/schema.sql:3:23  type "nothing" does not exist  [42704]
          > 3 | CREATE TABLE logs (at nothing)
              |                       ^
        result   That was in the shadow database <shadow>, which is dropped. Nothing else was changed.
        E_SQL, exit 4"
    `)
    expect(shown(await project.shows(['create', '--auto', 'x', '--model=sql/none.sql'])))
      .toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      ✖ the model sql/none.sql is not there
        hint     Correct "model" in the configuration, --model or PLINTH_MODEL.
        E_CONFIG, exit 2"
    `)
  })
})

describe('check --model', () => {
  test('ends with 1 and names the differences; with 0 where there are none', async () => {
    await using project = await withModel(more)
    expect(shown(await project.shows(['check', '--model']))).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      ✖ the migrations do not make what sql/schema.sql wants (- they do not make it, + it does not want it):
          + column public.users.email
          - column public.users.mail
          - index public.by_mail
        next     plinth create --auto "<what changes>"
        E_DRIFT, exit 1
      --- stderr
        shadow   <shadow> on the same server (PostgreSQL <version>)
        shadow   <shadow> on the same server (PostgreSQL <version>)"
    `)
    const { code, stdout } = await project.run(['check', '--model', '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      code: 'E_DRIFT',
      ok: false,
      model: ['+ column public.users.email', '- column public.users.mail', '- index public.by_mail'],
    })
    expect(await project.run(['check'])).toMatchObject({ code: 0 })
    await project.write('sql/schema.sql', same)
    expect(shown(await project.shows(['check', '--model']))).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ✔ <database> is at bbbbbbbbbbbb, nothing is pending, and the migrations make what the model wants
      --- stderr
        shadow   <shadow> on the same server (PostgreSQL <version>)
        shadow   <shadow> on the same server (PostgreSQL <version>)"
    `)
  })
})

describe.skipIf(onTerminal === undefined)('create --auto on a terminal (script or python3 is needed)', () => {
  const question = '? Is public.users.mail what column public.users.email was, renamed? [y/N] '
  const start = (project: CliProjectWithDatabase, ...args: readonly string[]) =>
    startOnTerminal(project, ['create', '--auto', 'x', ...args])

  test('asks for renames: yes', async () => {
    await using project = await withModel(more)
    const run = start(project)
    await run.shows(question)
    run.type('y\r')
    expect(await run.ended).toMatchObject({ code: 0 })
    expect(run.output()).toContain('column public.users.email to public.users.mail')
    expect((await project.run(['show', 'head'])).stdout).toContain('RENAME COLUMN email TO mail;')
    expect(await leftOf(run.output())).toEqual([])
  })

  test.each(['n\r', '\r', '\u0004'])('asks for renames: no (%j)', async (typed) => {
    await using project = await withModel(more)
    const run = start(project)
    await run.shows(question)
    run.type(typed)
    expect(await run.ended).toMatchObject({ code: 0 })
    const { stdout } = await project.run(['show', 'head'])
    expect(stdout).toContain('DROP COLUMN email;')
    expect(stdout).not.toContain('Is public.users.mail what')
  })

  test('Ctrl-C at the question: exit 130, nothing written, no shadow left', async () => {
    await using project = await withModel(more)
    const before = await filesOf(project)
    const run = start(project)
    await run.shows(question)
    run.type('\u0003')
    expect(await run.ended).toMatchObject({ code: 130 })
    expect(await filesOf(project)).toEqual(before)
    expect(await leftOf(run.output())).toEqual([])
  })

  test('--check asks nobody', async () => {
    await using project = await withModel(more)
    const run = start(project, '--check')
    expect(await run.ended).toMatchObject({ code: 1 })
    expect(run.output()).not.toContain('[y/N]')
  })
})

describe.skipIf(process.platform === 'win32')('a signal during the replay', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s: nothing written, no shadow left', async (name) => {
    await using project = await withModel(more)
    const slow = migrationTwo.replace(/ALTER TABLE users ADD.*/, 'SELECT pg_sleep(601);')
    await project.write('migrations/20260107090000_slow.sql', slow)
    const before = await filesOf(project)
    const run = startCli(['create', '--auto', 'x'], {
      cwd: project.folder,
      env: { DATABASE_URL: project.database.url },
    })
    const { url } = await testServer()
    const sleeping = `select from pg_stat_activity where wait_event = 'PgSleep' and query ~ 'pg_sleep.601.' and datname ~ '^plinth_shadow_'`
    await until(async () => run.hasEnded() || (await queryOnce(url, sleeping)).length > 0)
    run.signal(name)
    expect(await run.ended).toMatchObject({ code: name === 'SIGINT' ? 130 : 143 })
    expect(await filesOf(project)).toEqual(before)
    expect(await leftOf(run.output())).toEqual([])
  })
})
