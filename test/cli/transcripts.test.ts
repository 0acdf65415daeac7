import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cliProjectWithDatabase, migrationTwo, type CliProjectWithDatabase } from '../support/cli-project.ts'

/** One project from its first day on; each test goes on where the one before it stopped. */
describe('the main path', () => {
  let project: CliProjectWithDatabase
  beforeAll(async () => {
    project = await cliProjectWithDatabase()
  })
  afterAll(() => project[Symbol.asyncDispose]())

  test('before init', async () => {
    expect(await project.shows(['status'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
        database postgres@<server>/<database>   connected, PostgreSQL <version>
        state    empty
        tables   0
        tracking no
        current  base
        pending  2   aaaaaaaaaaaa, bbbbbbbbbbbb   (not initialised yet)
        heads    bbbbbbbbbbbb add users.email
        next     plinth init"
    `)
    expect(await project.shows(['check'])).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      ✖ <database> is not initialised (empty)
        next     plinth init
        E_NOT_INITIALISED, exit 1"
    `)
    expect(await project.shows(['init', '--dry-run'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      Would apply 2 steps, from base to bbbbbbbbbbbb:
         1  init      aaaaaaaaaaaa  Baseline
         2  upgrade   bbbbbbbbbbbb  add users.email
      Nothing was changed (--dry-run).
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    empty"
    `)
  })

  test('init on an empty database, and again', async () => {
    expect(await project.shows(['init'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ✔ <database> initialised from init.sql, now at bbbbbbbbbbbb (head) · 1 migration · <time>
        next     plinth status · plinth create "what changes" · plinth migrate
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    empty
        init     Database is empty, running the init script
        init     ✔ aaaaaaaaaaaa Baseline   2 statements, <time>
        upgrade  ✔ bbbbbbbbbbbb add users.email   <time>"
    `)
    expect(await project.shows(['init'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ✔ <database> is at bbbbbbbbbbbb. Nothing to do.
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised"
    `)
  })

  test('reading verbs at the head', async () => {
    expect(await project.shows(['status'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
        database postgres@<server>/<database>   connected, PostgreSQL <version>
        state    initialised   since <today> by postgres (init)
        tables   2
        tracking yes, environment development
        current  bbbbbbbbbbbb add users.email
        pending  0
        heads    bbbbbbbbbbbb add users.email
        next     nothing to do"
    `)
    expect(await project.shows(['current'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      bbbbbbbbbbbb (head)"
    `)
    expect(await project.shows(['history', '-i'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ◆ aaaaaaaaaaaa -> bbbbbbbbbbbb (head), add users.email
      ◉ <base> -> aaaaaaaaaaaa, Baseline"
    `)
    expect(await project.shows(['heads'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      bbbbbbbbbbbb (head)  add users.email"
    `)
    expect(await project.shows(['show', 'bbbb'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      revision bbbbbbbbbbbb
        message  add users.email
        revises  aaaaaaaaaaaa
        created  2026-01-06T09:00:00Z
        file     <folder>/migrations/20260106090000_add_email.sql

      -- add users.email
      --
      -- revision: bbbbbbbbbbbb
      -- revises: aaaaaaaaaaaa
      -- created: 2026-01-06T09:00:00Z

      -- plinth: upgrade
      ALTER TABLE users ADD COLUMN email text;

      -- plinth: downgrade
      ALTER TABLE users DROP COLUMN email;"
    `)
    expect(await project.shows(['pending'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      Nothing is pending."
    `)
    expect(await project.shows(['check'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ✔ <database> is at bbbbbbbbbbbb, nothing is pending"
    `)
    expect(await project.shows(['history', '--recorded'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      <today> <time>  upgrade   aaaaaaaaaaaa  init               by postgres  Baseline
      <today> <time>  upgrade   bbbbbbbbbbbb  executed           by postgres  add users.email"
    `)
  })

  test('a pending migration: check says no, dry run and SQL change nothing, migrate applies', async () => {
    await project.write('migrations/20260107090000_add_name.sql', migrationTwo)
    expect(await project.shows(['check'])).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      ✖ 1 pending on <database>: cccccccccccc
        next     plinth migrate
        E_PENDING, exit 1"
    `)
    expect(await project.shows(['pending'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      cccccccccccc  add users.name"
    `)
    expect(await project.shows(['migrate', '--dry-run'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      Would apply 1 step, from bbbbbbbbbbbb to cccccccccccc:
         1  upgrade   cccccccccccc  add users.name
      Nothing was changed (--dry-run).
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised"
    `)
    const sql = await project.run(['migrate', '--sql'])
    expect(sql.stdout).toContain('ALTER TABLE users ADD COLUMN name text')
    expect(await project.run(['current'])).toMatchObject({ stdout: 'bbbbbbbbbbbb\n' })
    expect(await project.shows(['migrate'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ✔ 1 applied · <database> is at cccccccccccc · <time>
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised
        upgrade  ✔ cccccccccccc add users.name   <time>"
    `)
    expect(await project.shows(['migrate'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ✔ <database> is at cccccccccccc. Nothing to do.
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised"
    `)
  })

  test('downgrade, and up again', async () => {
    expect(await project.shows(['downgrade', '-1'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ✔ 1 undone · <database> is at bbbbbbbbbbbb · <time>
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised
        downgrade ✔ cccccccccccc add users.name   <time>"
    `)
    expect(await project.shows(['upgrade', '+1'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ✔ 1 applied · <database> is at cccccccccccc · <time>
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised
        upgrade  ✔ cccccccccccc add users.name   <time>"
    `)
    expect(await project.shows(['rollback', 'base'])).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      ✖ 20260105090000_baseline.sql has no downgrade
        detail   the baseline is undone by dropping the database
        result   Nothing was changed.
        hint     The baseline has no way back. To empty a development database: plinth reset
        E_IRREVERSIBLE, exit 5"
    `)
  })

  test('stamp', async () => {
    expect(await project.shows(['stamp', 'bbbb'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ✔ 1 stamped · <database> is at bbbbbbbbbbbb · <time>
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised
        stamp    ✔ bbbbbbbbbbbb"
    `)
    expect(await project.shows(['stamp', 'head'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ✔ 1 stamped · <database> is at cccccccccccc · <time>
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised
        stamp    ✔ cccccccccccc"
    `)
  })

  test('create, with and without a template', async () => {
    expect(await project.shows(['create', 'add team to users'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ✔ created migrations/<time>_add_team_to_users.sql
        revision <id>, revises cccccccccccc
        next     write the SQL into it, then: plinth migrate
        note     plinth.lock has no fingerprint of 4 of 4 revisions, by which init would recognise it; once the new one is written: plinth verify --update"
    `)
    expect(
      await project.shows([
        'create',
        'the team',
        '--template',
        'add_column',
        '--table',
        'users',
        '--column',
        'team',
        '--type',
        'bigint',
      ]),
    ).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ✔ created migrations/<time>_the_team.sql
        revision <id>, revises <id>
        next     plinth migrate"
    `)
    expect(await project.shows(['create', 'x', '--template', 'ad_column'])).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      ✖ there is no template "ad_column"
        hint     Did you mean "add_column"?
        E_USAGE, exit 2"
    `)
    expect(await project.shows(['create', 'x', '--template', 'add_column'])).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      ✖ the template "add_column" needs table, column, type
        hint     Give each as an option: --table … --column … --type …
        E_USAGE, exit 2"
    `)
    expect(await project.shows(['template'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      add_column       --table … --column … --type …
      add_foreign_key  --table … --column … --references …
      add_index        --table … --column …
      add_table        --table …"
    `)
    expect(await project.shows(['template', 'add_column'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      -- plinth: upgrade
      -- A constant DEFAULT may be added here: it does not rewrite the table. NOT NULL needs one, or an empty table.
      ALTER TABLE users ADD COLUMN team_id bigint;

      -- plinth: downgrade
      ALTER TABLE users DROP COLUMN team_id;"
    `)
    expect(await project.shows(['validate'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ! migrations/<time>_add_team_to_users.sql: its upgrade is empty
      ✔ 5 migrations valid
        note     plinth.lock has no fingerprint of 5 of 5 revisions, by which init would recognise it: plinth verify --update"
    `)
  })

  test('reset needs the name of the database', async () => {
    expect(await project.shows(['reset'])).toMatchInlineSnapshot(`
      "exit 7
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      ✖ deleting all data of <database> was not confirmed
        detail   5 tables, about <count> rows on <server>
        result   Nothing was changed.
        hint     To go on: plinth reset --confirm <database>
        E_CONFIRM, exit 7"
    `)
    expect(await project.shows(['reset', '--confirm', 'other'])).toMatchInlineSnapshot(`
      "exit 7
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      ✖ "other" is not the name of the database
        detail   5 tables, about <count> rows on <server>
        result   Nothing was changed.
        hint     To go on: plinth reset --confirm <database>
        E_CONFIRM, exit 7"
    `)
    expect(await project.shows(['reset', '--confirm', project.database.name])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      6 objects dropped
      ✔ <database> initialised from init.sql, now at <id> (head) · 4 migrations · <time>
      ! <id> add team to users was applied, but its upgrade is empty
        next     plinth status · plinth create "what changes" · plinth migrate
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    empty
        init     Database is empty, running the init script
        init     ✔ aaaaaaaaaaaa Baseline   2 statements, <time>
        upgrade  ✔ bbbbbbbbbbbb add users.email   <time>
        upgrade  ✔ cccccccccccc add users.name   <time>
        upgrade  ✔ <id> add team to users   <time>
        upgrade  ✔ <id> the team   <time>"
    `)
  })

  test('wait and explain', async () => {
    expect(await project.shows(['wait'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ✔ <database> is ready, PostgreSQL <version>
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>"
    `)
    expect(await project.shows(['explain', 'e_edited'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      E_EDITED: a migration was edited after it was applied
        exit     5

      A migration was edited after it was applied, so the databases that have it and those that get it now would differ. Nothing is run until
      that is settled. Restore the file and put the change into a new migration:

          git checkout -- migrations/<file>
          plinth create "what changes"

      The error shows what was changed, against the text that was applied, which is kept in the column \`text\` of \`plinth.journal\`. Where the database
      has the edit already, or it changes nothing there, accept it: \`plinth repair <revision>\`. Header, comments, white space and line ends do not
      count: such an edit is a note of \`plinth status\`.

      Or an applied migration was made to come after one that never was, by its line \`revises\` or \`depends on\`: that one would be passed over for ever,
      for applied is what comes before the heads. Restore the line, so that it is a branch of its own, which \`plinth migrate\` applies and \`plinth merge\`
      joins. Where the database has already what it does: \`plinth stamp current --purge\`.

      Of a migration without a transaction that stopped half-way: a statement that is done already was edited. Restore that one; those behind it may be
      changed."
    `)
    expect(await project.shows(['explain', 'E_NOPE'])).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      ✖ there is no error code E_NOPE
        detail   The codes are: E_USAGE, E_CONFIG, E_URL, E_NO_DATABASE_CONFIGURED, E_FILE, E_PRIVILEGE, E_NOT_PRIMARY, E_EMBEDDED, E_CONNECT, E_LOGIN, E_NO_SUCH_DATABASE, E_CONNECTION_LOST, E_SQL, E_SCRIPT, E_SCRIPT_TRANSACTION, E_MIGRATION, E_MODEL, E_MIGRATION_FORMAT, E_GRAPH, E_HEADS, E_REVISION, E_EDITED, E_AHEAD, E_IRREVERSIBLE, E_LOCK, E_UNFINISHED, E_EXISTING, E_PARTIAL, E_FOREIGN, E_AMBIGUOUS, E_NOT_INITIALISED, E_CONFIRM, E_PROTECTED, E_SHADOW, E_PENDING, E_DRIFT, E_UNSEEN, E_INVALID, E_SCHEMA_CYCLE, E_COMMIT_UNKNOWN, E_INTERRUPTED, E_INTERNAL
        E_USAGE, exit 2"
    `)
  })
})

describe('streams', () => {
  const reading = [
    ['status'],
    ['current'],
    ['pending'],
    ['check'],
    ['history'],
    ['history', '-i'],
    ['history', '--recorded'],
    ['heads'],
    ['show', 'bbbb'],
    ['validate'],
    ['wait'],
    ['template'],
    ['template', 'add_column'],
    ['explain', 'E_SQL'],
    ['server', 'status'],
    ['--help'],
    ['help'],
    ['--version', '-v'],
  ]
  const writing = [
    ['init', '--dry-run'],
    ['init', '--sql'],
    ['init'],
    ['init'],
    ['downgrade', '-1'],
    ['migrate', '--dry-run'],
    ['migrate', '--sql'],
    ['migrate'],
    ['stamp', 'bbbb'],
    ['create', 'one more'],
    ['reset'],
    ['nonsense'],
    ['migrate', '--nonsense'],
  ]

  test('--json of every verb is one JSON document on stdout', async () => {
    await using project = await cliProjectWithDatabase()
    for (const args of [...writing, ...reading, ['reset', '--confirm', project.database.name]]) {
      const { stdout } = await project.run([...args, '--json'])
      expect(() => JSON.parse(stdout) as unknown, `plinth ${args.join(' ')} --json: ${stdout}`).not.toThrow()
    }
  })

  test('--quiet prints nothing on stderr', async () => {
    await using project = await cliProjectWithDatabase()
    const working = writing.filter(
      ([verb, option]) => verb !== 'nonsense' && verb !== 'reset' && option !== '--nonsense',
    )
    for (const args of [...working, ...reading, ['reset', '--confirm', project.database.name]]) {
      const { stderr } = await project.run([...args, '--quiet'])
      expect(stderr, `plinth ${args.join(' ')} --quiet`).toBe('')
    }
  })
})
