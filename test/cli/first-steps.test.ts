import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorCodes } from '../../src/errors.ts'
import { cliProject, cliProjectWithDatabase, migrationOne, migrationTwo } from '../support/cli-project.ts'

/** What somebody meets who has only read the README. */

describe('help', () => {
  test('of a command, written in four ways', async () => {
    await using project = await cliProject()
    const page = await project.run(['init', '--help'])
    expect(page).toMatchObject({ code: 0, stderr: '' })
    expect(page.stdout).toMatch(/^plinth init \[options\]\n/)
    for (const option of [
      '--adopt REV',
      '--no-migrate',
      '--create-database',
      '--allow-newer',
      '-n, --dry-run',
    ])
      expect(page.stdout).toContain(option)
    for (const args of [
      ['help', 'init'],
      ['--help', 'init'],
      ['init', '-h'],
    ])
      expect(await project.run(args)).toEqual(page)
    expect(JSON.parse((await project.run(['init', '--help', '--json'])).stdout)).toEqual({
      help: page.stdout.trimEnd(),
    })
  })

  test('by another name of the command, and without the words that it needs', async () => {
    await using project = await cliProject()
    expect((await project.run(['up', '--help'])).stdout).toMatch(/^plinth migrate \[target\]/)
    expect((await project.run(['help', 'rollback'])).stdout).toMatch(/^plinth downgrade <target>/)
    expect((await project.run(['create', '--help'])).stdout).toContain('--depends-on REV')
    expect((await project.run(['-C', '/nope', 'show', '--help'])).code).toBe(0)
  })

  test('of a command that does not exist', async () => {
    await using project = await cliProject()
    expect(await project.shows(['help', 'inti'])).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      ✖ unknown command "inti"
        hint     All commands: plinth --help
        E_USAGE, exit 2"
    `)
  })
})

test('what is near is suggested; what is short is near to everything', async () => {
  await using project = await cliProject()
  const hintOf = async (...args: readonly string[]) =>
    /hint +(.*)/.exec((await project.run(args)).stderr)?.[1]
  expect(await hintOf('push')).toBe('All commands: plinth --help')
  expect(await hintOf('staus')).toBe('Did you mean: plinth status? All commands: plinth --help')
  expect(await hintOf('hist')).toBe('Did you mean: plinth history? All commands: plinth --help')
  expect(await hintOf('status', '--foo')).toBe('All options: plinth status --help')
  expect(await hintOf('status', '--ulr', 'x')).toBe('All options: plinth status --help')
  expect(await hintOf('status', '--migratoins', 'x')).toBe(
    'Did you mean --migrations? All options: plinth status --help',
  )
})

test('an option without its value', async () => {
  await using project = await cliProject()
  const complaint = async (...args: readonly string[]) => (await project.run(args)).stderr.split('\n')[0]
  expect(await complaint('--env')).toBe('✖ --env needs a value')
  expect(await complaint('status', '-e')).toBe('✖ --env needs a value')
  expect(await complaint('create', 'x', '--head')).toBe('✖ --head needs a value')
})

test('a folder that does not exist', async () => {
  await using project = await cliProject()
  for (const args of [['validate'], ['status'], ['heads'], ['create', 'x'], ['server', 'status'], ['init']])
    expect(await project.run(['-C', '/no/such/folder', ...args])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('✖ there is no folder /no/such/folder') as string,
    })
  expect((await project.run(['-C', 'sql/init.sql', 'heads'])).stderr).toContain(
    'there is no folder sql/init.sql',
  )
})

describe('explain', () => {
  test('by the code, or by what is written after E_', async () => {
    await using project = await cliProject()
    const shown = await project.shows(['explain', 'E_EDITED'])
    expect(shown).toMatchInlineSnapshot(`
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
    for (const word of ['edited', 'EDITED', 'e_edited', 'E-Edited'])
      expect(await project.shows(['explain', word])).toBe(shown)
    expect(await project.shows(['explain', 'editd'])).toContain('Did you mean: plinth explain E_EDITED?')
  })

  test('every code has its page', async () => {
    await using project = await cliProject()
    const pages = await Promise.all(
      Object.keys(errorCodes).map(async (code) => (await project.run(['explain', code, '--json'])).stdout),
    )
    for (const page of pages) {
      const { text } = JSON.parse(page) as { text: string }
      expect(text, page).toMatch(/^[A-Z`]/)
      expect(text).not.toMatch(/^#|\]\(/m)
    }
  })
})

test('init that stops before the migrations is not at the head, and says what comes next', async () => {
  await using project = await cliProjectWithDatabase()
  const { stdout } = await project.run(['init', '--no-migrate'])
  expect(stdout).toMatch(/initialised from init\.sql, now at aaaaaaaaaaaa · 0 migrations · /)
  expect(stdout).toMatch(/\n {2}next {5}plinth migrate\n$/)
  expect((await project.run(['init', '--no-migrate'])).stdout).toContain('next     plinth migrate')
  await project.run(['migrate'])
  expect((await project.run(['init', '--no-migrate'])).stdout).toMatch(
    /is at bbbbbbbbbbbb\. Nothing to do\.\n$/,
  )
})

test('a migration that was applied before it was written', async () => {
  await using project = await cliProjectWithDatabase()
  const empty = migrationTwo.replace(/ALTER TABLE users ADD[^\n]*/, '-- TODO')
  await project.write('migrations/20260107090000_add_name.sql', empty)
  expect((await project.run(['init'])).stdout).toContain(
    '! cccccccccccc add users.name was applied, but its upgrade is empty\n',
  )
  const next = empty
    .replace('cccccccccccc', 'dddddddddddd')
    .replace('revises: bbbbbbbbbbbb', 'revises: cccccccccccc')
  await project.write('migrations/20260108090000_more.sql', next)
  expect(await project.shows(['migrate'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ✔ 1 applied · <database> is at dddddddddddd · <time>
    ! dddddddddddd add users.name was applied, but its upgrade is empty
    --- stderr
      target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      state    initialised
      upgrade  ✔ dddddddddddd add users.name   <time>"
  `)
})

test('a merge has nothing to write: neither create nor migrate complain', async () => {
  await using project = await cliProjectWithDatabase()
  await project.write(
    'migrations/20260107090000_add_name.sql',
    migrationTwo.replace('revises: bbbbbbbbbbbb', 'revises: aaaaaaaaaaaa'),
  )
  await project.run(['init'])
  expect(await project.shows(['create', 'merge', '--head', 'bbbb', '--head', 'cccc'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ✔ created migrations/<time>_merge.sql
      revision <id>, revises bbbbbbbbbbbb, cccccccccccc
      next     plinth migrate
      note     plinth.lock has no fingerprint of 4 of 4 revisions, by which init would recognise it; once the new one is written: plinth verify --update"
  `)
  expect((await project.run(['migrate'])).stdout).not.toContain('empty')
})

test('the first migration of a project: the baseline is written before it', async () => {
  await using project = await cliProject()
  await rm(join(project.folder, 'migrations'), { recursive: true })
  expect(await project.shows(['create', 'add a name'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ✔ wrote the baseline migrations/<time>_baseline_the_schema_of_the_init_script.sql
    ✔ created migrations/<time>_add_a_name.sql
      revision <id>, revises <id>
      next     write the SQL into it, then: plinth migrate"
  `)
})

test('template prints the sections that create writes', async () => {
  await using project = await cliProject()
  const values = ['--table', 'users', '--column', 'team_id', '--type', 'bigint', '--references', 'teams']
  for (const name of ['add_column', 'add_foreign_key', 'add_index', 'add_table']) {
    const { stdout: sections } = await project.run(['template', name])
    const created = await project.run(['create', 'x', '--template', name, ...values, '--dry-run'])
    expect(created.stdout).toContain(`\n\n${sections}`)
  }
  expect((await project.run(['template', 'add_index'])).stdout).toMatchInlineSnapshot(`
    "-- plinth: upgrade
    -- plinth: no-transaction
    -- CONCURRENTLY lets writes go on. When it fails, it leaves an invalid index: the first line drops that, so this can be run again.
    DROP INDEX CONCURRENTLY IF EXISTS users_team_id_idx;
    CREATE INDEX CONCURRENTLY users_team_id_idx ON users (team_id);

    -- plinth: downgrade
    -- plinth: no-transaction
    DROP INDEX CONCURRENTLY IF EXISTS users_team_id_idx;
    "
  `)
})

test('a template that runs outside a transaction can be run again after it failed', async () => {
  await using project = await cliProjectWithDatabase()
  await project.run(['init'])
  await project.database.query('INSERT INTO users VALUES (5)')
  const values = ['--table', 'users', '--column', 'id', '--references', 'teams']
  await project.run(['create', 'users are teams', '--template', 'add_foreign_key', ...values])
  await project.run(['create', 'index', '--template', 'add_index', ...values.slice(0, 4)])
  const failed = await project.run(['migrate'])
  expect(failed.code).toBe(4)
  expect(failed.stderr).toContain('violates foreign key constraint')
  expect(failed.stderr).not.toContain('warning')
  await project.database.query('INSERT INTO teams VALUES (5)')
  // What a build of the index that failed would leave behind.
  await project.database.query('CREATE INDEX users_id_idx ON users (id)')
  expect((await project.run(['migrate'])).stdout).toContain('✔ 2 applied')
  expect((await project.run(['downgrade', '-2'])).code).toBe(0)
})

test('downgrade to a number that is the beginning of a revision', async () => {
  await using project = await cliProjectWithDatabase()
  const named = migrationOne.replace('bbbbbbbbbbbb', '104aaaaaaaaa')
  await project.write('migrations/20260106090000_add_email.sql', named)
  await project.run(['init'])
  expect((await project.run(['downgrade', '104'])).stderr).toContain(
    'hint     104 is a number of steps. If you mean the revision 104aaaaaaaaa, write at least 4 characters of it: plinth downgrade 104aaaaaaaaa',
  )
  expect((await project.run(['downgrade', '7'])).stderr).toContain(
    'hint     To list the revisions: plinth history',
  )
})

describe('wait', () => {
  test('a server that does not come: one line, and a hint that is none to wait', async () => {
    await using project = await cliProject()
    const env = { DATABASE_URL: 'postgres://app@localhost:1/shop' }
    const { code, stderr } = await project.run(['wait', '--wait=3s'], env)
    expect(code).toBe(3)
    expect(stderr.match(/^ {2}waiting/gm)).toHaveLength(1)
    expect(stderr).toContain('To wait for longer: plinth wait --wait=10m')
  })

  test('another reason is told', async () => {
    await using project = await cliProject()
    await using silent = await closingServer()
    const env = { DATABASE_URL: `postgres://app@localhost:${silent.port}/shop` }
    const { stderr } = await project.run(['wait', '--wait=4s'], env)
    expect(stderr.match(/^ {2}waiting .*/gm)).toHaveLength(2)
  })
})

/** A server that closes every connection, and soon after the first is not there any more. */
async function closingServer() {
  const server = createServer((socket) => {
    socket.destroy()
    setTimeout(() => server.close(), 300)
  })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as { port: number }
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      server.close()
    },
  }
}
