import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cliProjectWithDatabase, migrationOne, migrationTwo } from '../support/cli-project.ts'
import type { CliProjectWithDatabase } from '../support/cli-project.ts'

const initScript = 'CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE teams (id bigint PRIMARY KEY);'
const baseline = 'aaaaaaaaaaaa'
const all = [baseline, 'bbbbbbbbbbbb']

interface Row {
  readonly prepare: (project: CliProjectWithDatabase) => Promise<unknown>
  readonly state: string
  /** What `status`, `pending` and `check` name as pending. */
  readonly pending: readonly string[]
  readonly check: string | undefined
  /** Exit code of `init`, or of `migrate` where the database is tracked. */
  readonly exit: number
  /** Its error. */
  readonly refusal?: string
  readonly next: RegExp | undefined
}

const init = (project: CliProjectWithDatabase) => project.run(['init'])
const edit = (project: CliProjectWithDatabase) =>
  project.write(
    'migrations/20260106090000_add_email.sql',
    migrationOne.replace('email text', 'email varchar(9)'),
  )

const table: Readonly<Record<string, Row>> = {
  empty: {
    prepare: async () => {},
    state: 'empty',
    pending: all,
    check: 'E_NOT_INITIALISED',
    exit: 0,
    next: /^plinth init$/,
  },
  'empty, and only an init script': {
    prepare: (project) => rm(join(project.folder, 'migrations'), { recursive: true }),
    state: 'empty',
    pending: ['f744d9a97843'],
    check: 'E_NOT_INITIALISED',
    exit: 0,
    next: /^plinth init$/,
  },
  'empty, and no project': {
    prepare: async (project) => {
      for (const part of ['migrations', 'sql']) await rm(join(project.folder, part), { recursive: true })
    },
    state: 'empty',
    pending: [],
    check: 'E_NOT_INITIALISED',
    exit: 2,
    refusal: 'E_FILE',
    next: /^Write the schema into sql\/init\.sql/,
  },
  'empty, and an init script that no migration names': {
    prepare: async (project) =>
      rm(join(project.folder, 'migrations/20260105090000_baseline.sql')).then(() =>
        project.write(
          'migrations/20260106090000_add_email.sql',
          migrationOne.replace('revises: aaaaaaaaaaaa', 'revises:'),
        ),
      ),
    state: 'empty',
    pending: ['bbbbbbbbbbbb'],
    check: 'E_NOT_INITIALISED',
    exit: 5,
    refusal: 'E_GRAPH',
    next: /^Make a baseline of the first migration, with the line "-- init: \.\.\/sql\/init\.sql"/,
  },
  'existing, and what the init script makes': {
    prepare: ({ database }) => database.query(initScript),
    state: 'existing',
    pending: all,
    check: 'E_NOT_INITIALISED',
    exit: 0,
    next: /^plinth init$/,
  },
  'existing, and different': {
    prepare: ({ database }) => database.query(`${initScript} CREATE TABLE more (id bigint)`),
    state: 'existing',
    pending: all,
    check: 'E_NOT_INITIALISED',
    exit: 7,
    refusal: 'E_EXISTING',
    next: /: plinth verify --update; then: plinth init\n.*plinth init --adopt <revision> --no-migrate; .*: plinth migrate$/,
  },
  partial: {
    prepare: ({ database }) => database.query('CREATE TABLE users (id bigint PRIMARY KEY)'),
    state: 'partial',
    pending: all,
    check: 'E_NOT_INITIALISED',
    exit: 7,
    refusal: 'E_PARTIAL',
    next: /dropdb (-h \S+ -p \d+ -U \S+ plinth_test_\w+) && createdb \1; then: plinth init\n.*plinth init --adopt aaaaaaaaaaaa$/,
  },
  'tracked by another tool': {
    prepare: ({ database }) =>
      database.query(`${initScript} CREATE TABLE alembic_version (version_num varchar(32) NOT NULL)`),
    state: 'foreign',
    pending: all,
    check: 'E_NOT_INITIALISED',
    exit: 7,
    refusal: 'E_FOREIGN',
    next: /^Go on with Alembic; or, .*plinth init --adopt <revision>$/,
  },
  'initialised, at the head': {
    prepare: init,
    state: 'initialised',
    pending: [],
    check: undefined,
    exit: 0,
    next: undefined,
  },
  'initialised, behind': {
    prepare: async (project) => {
      await init(project)
      await project.write('migrations/20260107090000_add_name.sql', migrationTwo)
    },
    state: 'initialised',
    pending: ['cccccccccccc'],
    check: 'E_PENDING',
    exit: 0,
    next: /^plinth migrate$/,
  },
  'initialised, and edited': {
    prepare: async (project) => {
      await init(project)
      await edit(project)
    },
    state: 'initialised',
    pending: [],
    check: 'E_EDITED',
    exit: 5,
    refusal: 'E_EDITED',
    next: /^Restore it \(git checkout -- migrations\/20260106090000_add_email\.sql\)/,
  },
  'initialised, edited and behind': {
    prepare: async (project) => {
      await init(project)
      await edit(project)
      await project.write('migrations/20260107090000_add_name.sql', migrationTwo)
    },
    state: 'initialised',
    pending: ['cccccccccccc'],
    check: 'E_EDITED',
    exit: 5,
    refusal: 'E_EDITED',
    next: /^Restore it/,
  },
  ahead: {
    prepare: async (project) => {
      await init(project)
      await rm(join(project.folder, 'migrations/20260106090000_add_email.sql'))
    },
    state: 'ahead',
    pending: [],
    check: 'E_AHEAD',
    exit: 5,
    refusal: 'E_AHEAD',
    next: /^Update the checkout\. .*plinth show \w+\n.*plinth init --allow-newer\n.*plinth stamp <revision>$/,
  },
  'ahead, and behind as well: another branch': {
    prepare: async (project) => {
      await init(project)
      await rm(join(project.folder, 'migrations/20260106090000_add_email.sql'))
      await project.write(
        'migrations/20260107090000_add_name.sql',
        migrationTwo.replace('revises: bbbbbbbbbbbb', 'revises: aaaaaaaaaaaa'),
      )
    },
    state: 'ahead',
    pending: ['cccccccccccc'],
    check: 'E_AHEAD',
    exit: 5,
    refusal: 'E_AHEAD',
    next: /plinth init --allow-newer\n.*plinth stamp <revision>$/,
  },
  'a tracking without a revision': {
    prepare: async (project) => {
      await init(project)
      await project.database.query('DELETE FROM plinth.heads')
    },
    state: 'ambiguous',
    pending: [],
    check: 'E_AMBIGUOUS',
    exit: 7,
    refusal: 'E_AMBIGUOUS',
    next: /plinth stamp <revision>\n.*DROP SCHEMA plinth CASCADE; then: plinth init$/,
  },
}

interface Status {
  readonly state: { readonly kind: string }
  readonly pending: readonly { readonly revision: string }[]
  readonly refusal?: { readonly code: string }
  readonly next?: string
}

/** What the reading verbs tell must be what the changing verb then does. */
describe('status, pending and check tell what init or migrate would do', () => {
  test.each(Object.entries(table))('%s', async (_, row) => {
    await using project = await cliProjectWithDatabase()
    await row.prepare(project)
    const status = JSON.parse((await project.run(['status', '--json'])).stdout) as Status
    expect({
      state: status.state.kind,
      pending: status.pending.map(({ revision }) => revision),
      refusal: status.refusal?.code,
    }).toEqual({ state: row.state, pending: row.pending, refusal: row.refusal })
    if (row.next === undefined) expect(status.next).toBeUndefined()
    else expect(status.next).toMatch(row.next)

    const check = await project.run(['check', '--json'])
    expect(check.code).toBe(row.check === undefined ? 0 : 1)
    expect(JSON.parse(check.stdout)).toMatchObject({
      ok: row.check === undefined,
      // The file of a baseline that is still to be written is named after the time.
      pending: status.pending.map(({ revision }) => ({ revision })),
      ...(row.check === undefined ? {} : { code: row.check }),
      ...(status.next === undefined ? {} : { next: status.next }),
    })

    const verb = row.state === 'initialised' ? 'migrate' : 'init'
    const done = await project.run([verb, '--json'])
    expect(done.code, done.stderr).toBe(row.exit)
    const told = JSON.parse(done.stdout) as {
      plan?: { steps: { revision: string }[] }
      error?: { code: string }
    }
    if (row.refusal === undefined)
      expect(told.plan?.steps.map(({ revision }) => revision)).toEqual(row.pending)
    else expect(told.error?.code).toBe(row.refusal)
  })
})

describe('in words', () => {
  test('an existing database that differs', async () => {
    await using project = await cliProjectWithDatabase()
    await project.database.query('CREATE TABLE other (id bigint)')
    expect(await project.shows(['status'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
        database postgres@<server>/<database>   connected, PostgreSQL <version>
        state    existing
        tables   1
        tracking no
        current  base
        pending  2   aaaaaaaaaaaa, bbbbbbbbbbbb   (not initialised yet)
        heads    bbbbbbbbbbbb add users.email
        refused  E_EXISTING: the database is not empty, and it is not what the init script makes
        next     No revision has a fingerprint in plinth.lock. To write those by which a database is recognised: plinth verify --update; then: plinth init
                 If you know which revision it is at, say so (it is recorded as unverified): plinth init --adopt <revision> --no-migrate; what differs: plinth verify; then: plinth migrate"
    `)
    expect(await project.shows(['pending'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      aaaaaaaaaaaa  Baseline
      bbbbbbbbbbbb  add users.email
      The database is not initialised yet (existing). What to do: plinth status"
    `)
    expect(await project.shows(['check'])).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      ✖ <database> is not initialised (existing)
        next     No revision has a fingerprint in plinth.lock. To write those by which a database is recognised: plinth verify --update; then: plinth init
                 If you know which revision it is at, say so (it is recorded as unverified): plinth init --adopt <revision> --no-migrate; what differs: plinth verify; then: plinth migrate
        E_NOT_INITIALISED, exit 1"
    `)
  })

  test('an empty one', async () => {
    await using project = await cliProjectWithDatabase()
    expect(await project.shows(['pending'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      aaaaaaaaaaaa  Baseline
      bbbbbbbbbbbb  add users.email
      The database is not initialised yet (empty). To apply them: plinth init"
    `)
  })

  test('one that is ahead', async () => {
    await using project = await cliProjectWithDatabase()
    await project.run(['init'])
    await rm(join(project.folder, 'migrations/20260106090000_add_email.sql'))
    expect(await project.shows(['status'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
        database postgres@<server>/<database>   connected, PostgreSQL <version>
        state    ahead   since <today> by postgres (init)
        tables   2
        tracking yes, environment development
        current  bbbbbbbbbbbb
        pending  0
        heads    aaaaaaaaaaaa Baseline
        refused  E_AHEAD: the database is at bbbbbbbbbbbb, which these migrations do not have
        next     Update the checkout. What was applied: plinth show bbbbbbbbbbbb
                 To take the database as it is, and change nothing: plinth init --allow-newer
                 If those migrations were removed on purpose, record where it really is: plinth stamp <revision>"
    `)
    expect(await project.shows(['pending'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      The database is ahead of these files. What to do: plinth status"
    `)
    expect(await project.shows(['check'])).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      ✖ the database is at bbbbbbbbbbbb, which these migrations do not have
        next     Update the checkout. What was applied: plinth show bbbbbbbbbbbb
                 To take the database as it is, and change nothing: plinth init --allow-newer
                 If those migrations were removed on purpose, record where it really is: plinth stamp <revision>
        E_AHEAD, exit 1"
    `)
  })

  test('one whose tracking is empty', async () => {
    await using project = await cliProjectWithDatabase()
    await project.run(['init'])
    await project.database.query('DELETE FROM plinth.heads')
    expect(await project.shows(['pending'])).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      What is pending is not known. What to do: plinth status"
    `)
    expect(await project.shows(['check'])).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      ✖ the tracking of this database cannot be trusted: it records no revision
        next     Look at it with psql: \\dt+ plinth.* (or the schema that you gave as --schema)
                 When you know which revision the database is at: plinth stamp <revision>
                 To have it looked at as if it had never been tracked: DROP SCHEMA plinth CASCADE; then: plinth init
        E_AMBIGUOUS, exit 1"
    `)
  })

  test('another tool, and nothing of ours: adopting is not what is suggested first', async () => {
    await using project = await cliProjectWithDatabase()
    await project.database.query('CREATE TABLE alembic_version (version_num varchar(32) NOT NULL)')
    expect(await project.shows(['init'])).toMatchInlineSnapshot(`
      "exit 7
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      ✖ this database is tracked by Alembic
        detail   Alembic: public.alembic_version
                 It holds nothing of what the init script makes.
        result   Nothing was changed.
        hint     Go on with Alembic, and give Plinth a database of its own: plinth init --create-database --url <url>
                 If public.alembic_version is a leftover, drop it; then: plinth init
                 To take over from Alembic, bring the schema to a revision of these files first, and then say which (it is recorded as unverified): plinth init --adopt <revision>
        E_FOREIGN, exit 7"
    `)
  })
})
