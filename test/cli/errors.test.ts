import { describe, expect, test } from 'vitest'
import { main, runProcess } from '../support/cli.ts'
import { cliProject, cliProjectWithDatabase, migrationOne, migrationTwo } from '../support/cli-project.ts'

const secret = 'Tr0ub4dor'

describe('connecting', () => {
  test('the database does not exist', async () => {
    await using project = await cliProjectWithDatabase()
    const url = project.database.url.replace(/plinth_test_\w+/, 'no_such_shop')
    expect(await project.shows(['status'], { DATABASE_URL: url })).toMatchInlineSnapshot(`
      "exit 3
      --- stderr
      ✖ the database "no_such_shop" does not exist on <server>  [3D000]
        detail   settings from DATABASE_URL
        hint     Correct the name in DATABASE_URL, or create the database and initialise it: plinth init --create-database
        E_NO_SUCH_DATABASE, exit 3"
    `)
  })

  test('the password is wrong', async () => {
    await using project = await cliProjectWithDatabase()
    const url = new URL(project.database.url)
    url.password = secret
    expect(await project.shows(['migrate'], { DATABASE_URL: url.href })).toMatchInlineSnapshot(`
      "exit 3
      --- stderr
      ✖ cannot log in to <server>/<database> as "postgres": password rejected  [28P01]
        detail   settings from DATABASE_URL
        hint     Correct the user or the password in DATABASE_URL.
        E_LOGIN, exit 3"
    `)
  })

  test('the server is down', async () => {
    await using project = await cliProject()
    const env = { DATABASE_URL: `postgres://app:${secret}@localhost:1/shop` }
    expect(await project.shows(['status'], env)).toMatchInlineSnapshot(`
      "exit 3
      --- stderr
      ✖ cannot connect to localhost:1: nothing listens there
        detail   settings from DATABASE_URL
        hint     Start the server or correct the settings; to wait for a server that is starting: plinth wait
        E_CONNECT, exit 3"
    `)
    expect(await project.shows(['wait', '--wait', '1s', '--quiet'], env)).toMatchInlineSnapshot(`
      "exit 3
      --- stderr
      ✖ cannot connect to localhost:1: nothing listens there
        detail   settings from DATABASE_URL
                 waited <time>
                 tried again for 1s
        hint     Start the server, or correct the settings. To wait for longer: plinth wait --wait=10m
        E_CONNECT, exit 3"
    `)
  })

  test('--wait before the verb does not swallow it', async () => {
    await using project = await cliProjectWithDatabase()
    expect(await project.run(['--wait', 'current'])).toMatchObject({
      code: 0,
      stdout: 'not tracked (empty)\n',
    })
    expect(await project.run(['--wait', '5s', 'current'])).toMatchObject({
      code: 0,
      stdout: 'not tracked (empty)\n',
    })
  })
})

describe('URLs that cannot be used', () => {
  const urls = [
    `postgres://app:${secret}/x@localhost/shop`,
    `postgres://app:12/${secret}@localhost/shop`,
    `postgres://app:12#${secret}@localhost/shop`,
    `postgres://app:12?${secret}@localhost/shop`,
    `postgres://app:%zz${secret}@localhost/shop`,
    `postgres://app:${secret}@localhost:notaport/shop`,
    `postgres://app:${secret}@localhost:99999/shop`,
    `postgres://app:${secret}@localhost/shop?nonsense=1`,
    `postgres://app:${secret}@localhost/shop?sslmode=nonsense`,
    `mysql://app:${secret}@localhost/shop`,
    `host=localhost user=app password=${secret}`,
  ]

  test('their texts', async () => {
    await using project = await cliProject()
    const shown = []
    for (const url of urls) shown.push(await project.shows(['status', '--url', url]))
    expect(shown.join('\n')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      ✖ --url cannot be read as a URL
        hint     Percent-encode special characters of the password ("/" is %2F, "#" is %23, "?" is %3F, "@" is %40, "%" is %25).
        E_URL, exit 2
      exit 2
      --- stderr
      ✖ --url cannot be read as a URL
        hint     Percent-encode special characters of the password ("/" is %2F, "#" is %23, "?" is %3F, "@" is %40, "%" is %25).
        E_URL, exit 2
      exit 2
      --- stderr
      ✖ --url cannot be read as a URL
        hint     Percent-encode special characters of the password ("/" is %2F, "#" is %23, "?" is %3F, "@" is %40, "%" is %25).
        E_URL, exit 2
      exit 2
      --- stderr
      ✖ --url cannot be read as a URL
        hint     Percent-encode special characters of the password ("/" is %2F, "#" is %23, "?" is %3F, "@" is %40, "%" is %25).
        E_URL, exit 2
      exit 2
      --- stderr
      ✖ --url cannot be read as a URL
        hint     Percent-encode special characters of the password ("/" is %2F, "#" is %23, "?" is %3F, "@" is %40, "%" is %25).
        E_URL, exit 2
      exit 2
      --- stderr
      ✖ --url has a port that is not a number from 1 to 65535
        hint     Write it as postgres://user:password@host:5432/database, special characters of the password percent-encoded.
        E_URL, exit 2
      exit 2
      --- stderr
      ✖ --url has a port that is not a number from 1 to 65535
        hint     Write it as postgres://user:password@host:5432/database, special characters of the password percent-encoded.
        E_URL, exit 2
      exit 2
      --- stderr
      ✖ --url has the unknown connection setting "nonsense"
        hint     Known are: host, port, user, database, dbname, sslmode, sslrootcert, sslcert, sslkey, ssl, options, connect_timeout, passfile.
        E_URL, exit 2
      exit 2
      --- stderr
      ✖ --url has the unknown sslmode "nonsense"
        hint     One of: disable, allow, prefer, require, verify-ca, verify-full.
        E_URL, exit 2
      exit 2
      --- stderr
      ✖ --url is not a PostgreSQL URL
        hint     Write it as postgres://user:password@host:5432/database, special characters of the password percent-encoded.
        E_URL, exit 2
      exit 2
      --- stderr
      ✖ --url is not a PostgreSQL URL
        hint     Write it as postgres://user:password@host:5432/database, special characters of the password percent-encoded.
        E_URL, exit 2"
    `)
  })

  test('the password is in no output', async () => {
    await using project = await cliProject()
    const asUrl = [...urls, `postgres://app:${secret}@localhost:1/shop`].flatMap((url) => [
      ['status', '--url', url, '--verbose'],
      ['migrate', '--url', url, '--verbose', '--json'],
      ['migrate', url],
    ])
    for (const args of [
      ...asUrl,
      [`postgres://app:${secret}@localhost/shop`],
      ['status', `--ulr=${urls[0]}`, '--json'],
    ]) {
      const { code, stdout, stderr } = await project.run(args)
      expect(code, args.join(' ')).not.toBe(0)
      expect(stdout + stderr, args.join(' ')).not.toContain(secret)
    }
  })
})

describe('files', () => {
  test('a syntax error in a migration', async () => {
    await using project = await cliProjectWithDatabase()
    await project.write(
      'migrations/20260107090000_add_name.sql',
      migrationTwo.replace('ADD COLUMN name text', 'AD COLUMN name text'),
    )
    expect(await project.shows(['init'])).toMatchInlineSnapshot(`
      "exit 4
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    empty
        init     Database is empty, running the init script
        init     ✔ aaaaaaaaaaaa Baseline   2 statements, <time>
        upgrade  ✔ bbbbbbbbbbbb add users.email   <time>
      ✖ migrations/20260107090000_add_name.sql:8:19  syntax error at or near "AD"  [42601]
          > 8 | ALTER TABLE users AD COLUMN name text
              |                   ^
        result   cccccccccccc was rolled back. 2 steps before it stay applied, up to bbbbbbbbbbbb.
        E_SQL, exit 4"
    `)
    expect(await project.shows(['init', '--json'])).toMatchInlineSnapshot(`
      "exit 4
      --- stdout
      {
        "ok": false,
        "error": {
          "code": "E_SQL",
          "message": "syntax error at or near \\"AD\\"",
          "result": "cccccccccccc was rolled back. Nothing was changed.",
          "sqlState": "42601",
          "file": "<folder>/migrations/20260107090000_add_name.sql",
          "line": 8,
          "column": 19
        }
      }
      --- stderr
      ✖ migrations/20260107090000_add_name.sql:8:19  syntax error at or near "AD"  [42601]
          > 8 | ALTER TABLE users AD COLUMN name text
              |                   ^
        result   cccccccccccc was rolled back. Nothing was changed.
        E_SQL, exit 4"
    `)
  })

  test('a migration that was edited after it was applied', async () => {
    await using project = await cliProjectWithDatabase()
    await project.run(['init'])
    await project.write(
      'migrations/20260106090000_add_email.sql',
      migrationOne.replace('email text', 'email varchar(9)'),
    )
    await project.write('migrations/20260107090000_add_name.sql', migrationTwo)
    expect(await project.shows(['migrate'])).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      ✖ migrations/20260106090000_add_email.sql was changed after it was applied on <today>
        detail   revision bbbbbbbbbbbb
                 - ALTER TABLE users ADD COLUMN email text;
                 + ALTER TABLE users ADD COLUMN email varchar(9);
        result   Nothing was changed.
        hint     Restore it (git checkout -- migrations/20260106090000_add_email.sql) and put the change into a new migration: plinth create "<what changes>"
                 Or accept it, when the database has it already: plinth repair bbbbbbbbbbbb
        E_EDITED, exit 5"
    `)
    expect(await project.shows(['check'])).toMatchInlineSnapshot(`
      "exit 1
      --- stdout
      ✖ edited after they were applied: migrations/20260106090000_add_email.sql
        next     Restore it (git checkout -- migrations/20260106090000_add_email.sql) and put the change into a new migration: plinth create "<what changes>"
                 Or accept it, when the database has it already: plinth repair bbbbbbbbbbbb
        E_EDITED, exit 1"
    `)
  })

  test('no init script', async () => {
    await using project = await cliProjectWithDatabase()
    expect(await project.shows(['init', '--migrations', 'none', '--init', 'sql/none.sql']))
      .toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      ✖ there is no init script at <folder>/sql/none.sql, and no migrations in <folder>/none
        hint     Write the schema into sql/init.sql (plinth create --from-database makes one of a database), or say where it is: plinth init --init <file>
        E_FILE, exit 2"
    `)
  })

  test('two heads', async () => {
    await using project = await cliProjectWithDatabase()
    await project.run(['init'])
    await project.write(
      'migrations/20260107090000_add_name.sql',
      migrationTwo.replace('revises: bbbbbbbbbbbb', 'revises: aaaaaaaaaaaa'),
    )
    expect(await project.shows(['migrate', 'head'])).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      ✖ there are 2 heads
        detail   bbbbbbbbbbbb  "add users.email"  20260106090000_add_email.sql
                 cccccccccccc  "add users.name"  20260107090000_add_name.sql
        hint     Name one of them, say "heads" for all, or join them: plinth merge
        E_HEADS, exit 5"
    `)
    expect(await project.shows(['create', 'more'])).toMatchInlineSnapshot(`
      "exit 5
      --- stderr
      ✖ there are 2 heads, so the parent of a new migration is not clear
        detail   bbbbbbbbbbbb add users.email
                 cccccccccccc add users.name
        hint     Join them: plinth merge; or say which: --head bbbbbbbbbbbb
        E_HEADS, exit 5"
    `)
  })

  test('a revision that does not exist', async () => {
    await using project = await cliProjectWithDatabase()
    await project.run(['init'])
    expect(await project.shows(['migrate', 'bbbbbbbc'])).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      ✖ no revision or label is named "bbbbbbbc"
        hint     To list the revisions: plinth history
        E_REVISION, exit 2"
    `)
    expect(await project.shows(['show', 'zzz'])).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      ✖ no revision or label is named "zzz"
        detail   The beginning of a revision needs at least 4 characters.
        hint     To list the revisions: plinth history
        E_REVISION, exit 2"
    `)
    expect(await project.shows(['downgrade', '-7'])).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      ✖ "-7" goes too far: there are only 2 steps that way
        hint     To list the revisions: plinth history
        E_REVISION, exit 2"
    `)
  })

  test('a configuration file that cannot be used', async () => {
    await using project = await cliProject()
    await project.write('a.json', '{ "migratoins": "x" }')
    await project.write('b.json', '{ "migrations": 3, "protected": "yes" }')
    await project.write('c.json', '[]')
    await project.write('d.json', '{')
    await project.write('e.ts', 'export default { url: ')
    const shown = []
    for (const file of ['a.json', 'b.json', 'c.json', 'e.ts', 'none.json'])
      shown.push(await project.shows(['heads', '-c', file]))
    expect(shown.join('\n')).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      ✖ a.json is not usable: "migratoins" is not a setting
        hint     The settings are: url, shadowUrl, init, migrations, schema, model, columnOrder, lockTimeout, statementLockTimeout, lockRetries, maxStatement, variables, protected, env.
        E_CONFIG, exit 2
      exit 2
      --- stderr
      ✖ b.json is not usable: "migrations" must be a text
        detail   "protected" must be true or false
        hint     The settings are: url, shadowUrl, init, migrations, schema, model, columnOrder, lockTimeout, statementLockTimeout, lockRetries, maxStatement, variables, protected, env.
        E_CONFIG, exit 2
      exit 2
      --- stderr
      ✖ c.json is not usable: it is a list, not an object
        E_CONFIG, exit 2
      exit 2
      --- stderr
      ✖ e.ts cannot be loaded: ParseError: Unexpected token <folder>/e.ts:1:22
        E_CONFIG, exit 2
      exit 2
      --- stderr
      ✖ the configuration file none.json does not exist
        hint     Correct --config, or leave it out.
        E_FILE, exit 2"
    `)
    // The reason is worded by Node, differently from version to version.
    expect((await project.run(['heads', '-c', 'd.json'])).stderr).toContain('✖ d.json cannot be loaded: ')
  })
})

test('the command line', async () => {
  await using project = await cliProject()
  const lines = [
    ['migrat'],
    ['xyzzy'],
    ['migrate', '--dry-rn'],
    ['migrate', '-x'],
    ['check', '--adopt', 'x'],
    ['downgrade'],
    ['create'],
    ['create', 'add', 'user'],
    ['heads', 'x'],
    ['heads', '--env', 'a', '--env', 'b'],
    ['heads', '--env'],
    ['heads', '--lock-timeout', 'soon'],
    ['server', 'restart'],
  ]
  const shown = []
  for (const line of lines) shown.push(`$ plinth ${line.join(' ')}\n${await project.shows(line)}`)
  expect(shown.join('\n\n')).toMatchInlineSnapshot(`
    "$ plinth migrat
    exit 2
    --- stderr
    ✖ unknown command "migrat"
      hint     Did you mean: plinth migrate? All commands: plinth --help
      E_USAGE, exit 2

    $ plinth xyzzy
    exit 2
    --- stderr
    ✖ unknown command "xyzzy"
      hint     All commands: plinth --help
      E_USAGE, exit 2

    $ plinth migrate --dry-rn
    exit 2
    --- stderr
    ✖ unknown option --dry-rn
      hint     Did you mean --dry-run? All options: plinth migrate --help
      E_USAGE, exit 2

    $ plinth migrate -x
    exit 2
    --- stderr
    ✖ unknown option -x
      hint     All options: plinth migrate --help
      E_USAGE, exit 2

    $ plinth check --adopt x
    exit 2
    --- stderr
    ✖ plinth check does not take --adopt
      detail   It is an option of init.
      hint     Leave it out. All options: plinth check --help
      E_USAGE, exit 2

    $ plinth downgrade
    exit 2
    --- stderr
    ✖ plinth downgrade needs a target: -1, 2, base or a revision
      hint     plinth downgrade --help
      E_USAGE, exit 2

    $ plinth create
    exit 2
    --- stderr
    ✖ plinth create needs a message: what the migration changes
      hint     plinth create "add user last_login column"; without one, from what a database is: plinth create --from-database
      E_USAGE, exit 2

    $ plinth create add user
    exit 2
    --- stderr
    ✖ plinth create does not take "user"
      hint     Put the message into quotes: plinth create "add user last_login column"
      E_USAGE, exit 2

    $ plinth heads x
    exit 2
    --- stderr
    ✖ plinth heads does not take "x"
      hint     plinth heads --help
      E_USAGE, exit 2

    $ plinth heads --env a --env b
    exit 2
    --- stderr
    ✖ --env is given more than once
      hint     Keep one of them.
      E_USAGE, exit 2

    $ plinth heads --env
    exit 2
    --- stderr
    ✖ --env needs a value
      hint     Write it behind it: --env=… All options: plinth --help
      E_USAGE, exit 2

    $ plinth heads --lock-timeout soon
    exit 2
    --- stderr
    ✖ lock-timeout is "soon", which is not a duration
      hint     Write it as 500ms, 30s, 15m or 2h.
      E_CONFIG, exit 2

    $ plinth server restart
    exit 2
    --- stderr
    ✖ plinth server does not know "restart"
      hint     plinth server start, plinth server stop, plinth server status
      E_USAGE, exit 2"
  `)
})

test('English in every locale', async () => {
  await using project = await cliProject()
  const { stderr } = await project.run(['heads', '--env'], {
    LANG: 'de_DE.UTF-8',
    LC_ALL: 'de_DE.UTF-8',
    LANGUAGE: 'de',
  })
  expect(stderr).toContain('--env needs a value')
})

test('colour only where it is wished', async () => {
  await using project = await cliProject()
  const isColoured = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { stdout, stderr } = await project.run(['validate', ...args], env)
    return `${stdout}${stderr}`.includes('\u001b[')
  }
  expect(await isColoured([])).toBe(false)
  expect(await isColoured(['--color'])).toBe(true)
  expect(await isColoured([], { FORCE_COLOR: '1' })).toBe(true)
  expect(await isColoured([], { FORCE_COLOR: '0' })).toBe(false)
  expect(await isColoured([], { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false)
  expect(await isColoured(['--no-color'], { FORCE_COLOR: '1' })).toBe(false)
  expect(await isColoured(['--color'], { NO_COLOR: '1' })).toBe(true)
  expect(await isColoured(['--color', '--nonsense'])).toBe(true)
})

test.skipIf(process.platform === 'win32')('a reader that goes away is no crash', async () => {
  await using project = await cliProject()
  const { code, stdout, stderr } = await runProcess(
    'bash',
    ['-c', `set -o pipefail; "${process.execPath}" "${main}" --help | head -1`],
    { cwd: project.folder },
  )
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout.split('\n')).toHaveLength(2)
})
