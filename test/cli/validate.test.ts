import { rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cliProject, cliProjectWithDatabase, migrationOne, migrationTwo } from '../support/cli-project.ts'

const bad = 'migrations/20260107090000_bad.sql'
const withUpgrade = (sql: string) => migrationTwo.replace(/ALTER TABLE users ADD[^\n]*/, sql)
const withDowngrade = (sql: string) => migrationTwo.replace(/ALTER TABLE users DROP[^\n]*/, sql)

test('a sound project', async () => {
  await using project = await cliProject()
  await project.write(bad, migrationTwo)
  expect(await project.shows(['validate'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ✔ 3 migrations valid
      note     there is no plinth.lock: init knows a database that is there by names only: plinth verify --update"
  `)
  expect(JSON.parse((await project.run(['validate', '--json'])).stdout)).toEqual({
    ok: true,
    migrations: 3,
    findings: [],
    note: {
      text: 'there is no plinth.lock: init knows a database that is there by names only',
      next: 'plinth verify --update',
    },
  })
})

test('a broken file does not hide the others, and its revision counts as there', async () => {
  await using project = await cliProject()
  await project.write(
    'migrations/20260106090000_add_email.sql',
    migrationOne.replace('-- created', '-- craeted'),
  )
  await project.write(bad, withUpgrade('COMMIT;'))
  await project.write('migrations/20260108090000_worse.sql', 'SELECT 1;\n')
  await writeFile(
    join(project.folder, 'migrations/20260109090000_latin.sql'),
    Buffer.from('-- caf\xe9', 'latin1'),
  )
  await symlink('/etc/passwd', join(project.folder, 'migrations/20260110090000_link.sql'))
  expect(await project.shows(['validate'])).toMatchInlineSnapshot(`
    "exit 1
    --- stdout
    ✖ migrations/20260106090000_add_email.sql:5: there is no header field "craeted"
      hint     Did you mean "created"?
    ✖ migrations/20260107090000_bad.sql:8: "COMMIT" would end or begin a transaction
      hint     Remove it: Plinth runs the script in a transaction of its own, together with its record.
    ✖ migrations/20260108090000_worse.sql:1: only "--" comments may stand before "-- plinth: upgrade"
      hint     Put the line "-- plinth: upgrade" above the first statement.
    ✖ migrations/20260109090000_latin.sql:1: is not UTF-8 text
      hint     Save the file as UTF-8.
    ✖ migrations/20260110090000_link.sql: is a symbolic link that leaves the folder
      hint     Put the file itself into the migrations folder.
    ✖ not valid: 5 errors
      E_INVALID, exit 1"
  `)
})

test('everything that is wrong with the graph at once', async () => {
  await using project = await cliProject()
  const revise = (id: string, revises: string) =>
    migrationTwo.replace('cccccccccccc', id).replace('revises: bbbbbbbbbbbb', `revises: ${revises}`)
  await project.write('migrations/1_copy.sql', migrationOne)
  await project.write('migrations/2_orphan.sql', revise('d1', 'bbbbbbbbbbbc'))
  await project.write('migrations/3_orphan.sql', revise('d2', 'nothing'))
  await project.write('migrations/4_itself.sql', revise('d3', 'd3'))
  await project.write('migrations/5_round.sql', revise('d4', 'd5'))
  await project.write('migrations/6_round.sql', revise('d5', 'd4'))
  await project.write(
    'migrations/7_baseline.sql',
    revise('d6', '')
      .replace('-- created', '-- init: ../sql/init.sql\n-- created')
      .replace(/^ALTER.*$/gm, ''),
  )
  expect(await project.shows(['validate'])).toMatchInlineSnapshot(`
    "exit 1
    --- stdout
    ✖ migrations/1_copy.sql: two migrations have the revision id "bbbbbbbbbbbb": 1_copy.sql, 20260106090000_add_email.sql
      hint     Delete one file if it is a copy; else give one of them another id, also where other files revise it.
    ✖ migrations/4_itself.sql: revises itself
      hint     Correct the line "revises: d3".
    ✖ migrations/2_orphan.sql: revises "<id>", which no migration has
      hint     Did you mean "bbbbbbbbbbbb"?
    ✖ migrations/3_orphan.sql: revises "nothing", which no migration has
    ✖ migrations/5_round.sql: the revisions form a cycle: d4 → d5 → d4: d4  5_round.sql  revises: d5, d5  6_round.sql  revises: d4
      hint     Correct one of these lines, then look whether all is well: plinth validate
    ✖ migrations/7_baseline.sql: it names an init script, as 20260105090000_baseline.sql does, but there can be one baseline only
      hint     Remove the line "-- init:" from all but the first.
    ✖ not valid: 6 errors
      E_INVALID, exit 1"
  `)
  // The other verbs stop at the first of them.
  expect((await project.run(['heads'])).code).toBe(5)
})

test('a cycle stops every verb but validate, which the error names', async () => {
  await using project = await cliProject()
  const round = (id: string, needs: string) =>
    migrationTwo
      .replace('revision: cccccccccccc', `revision: ${id}`)
      .replace('revises: bbbbbbbbbbbb', `revises: bbbbbbbbbbbb\n-- depends on: ${needs}`)
  await project.write('migrations/20260108090000_a.sql', round('eeeeeeeeeeee', 'dddddddddddd'))
  await project.write('migrations/20260109090000_d.sql', round('dddddddddddd', 'eeeeeeeeeeee'))
  expect(await project.shows(['show', 'eeee'])).toMatchInlineSnapshot(`
    "exit 5
    --- stderr
    ✖ the revisions form a cycle: eeeeeeeeeeee → dddddddddddd → eeeeeeeeeeee
      detail   eeeeeeeeeeee  20260108090000_a.sql  depends on: dddddddddddd
               dddddddddddd  20260109090000_d.sql  depends on: eeeeeeeeeeee
      hint     Correct one of these lines, then look whether all is well: plinth validate
      E_GRAPH, exit 5"
  `)
  const { stdout, code } = await project.run(['validate', '--json'])
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ findings: [{ file: 'migrations/20260108090000_a.sql' }] })
  await project.write('migrations/20260108090000_a.sql', round('eeeeeeeeeeee', 'bbbbbbbbbbbb'))
  expect((await project.run(['show', 'eeee'])).code).toBe(0)
})

test('a cycle of repeatable migrations', async () => {
  await using project = await cliProject()
  await project.write('migrations/repeatable/a.sql', '-- depends on: b\nSELECT 1;\n')
  await project.write('migrations/repeatable/b.sql', '-- depends on: a\nSELECT 1;\n')
  expect(await project.shows(['validate'])).toMatchInlineSnapshot(`
    "exit 1
    --- stdout
    ✖ migrations: the revisions form a cycle: a → b → a: a  a.sql  depends on: b, b  b.sql  depends on: a
      hint     Correct one of these lines, then look whether all is well: plinth validate
    ✖ not valid: 1 error
      E_INVALID, exit 1"
  `)
})

test('SQL that could not run, by file and line', async () => {
  await using project = await cliProject()
  await project.write(bad, withUpgrade("SELECT 1;\nBEGIN;\nVACUUM users;\n\nINSERT INTO users VALUES ('a);"))
  await project.write(
    'migrations/20260108090000_down.sql',
    withDowngrade('\\i other.sql')
      .replace('cccccccccccc', 'dddddddddddd')
      .replace('revises: bbbbbbbbbbbb', 'revises: cccccccccccc'),
  )
  await project.write('sql/init.sql', 'CREATE TABLE users (id bigint);\n\nCOMMIT;\n\\! ls\n')
  expect(await project.shows(['validate'])).toMatchInlineSnapshot(`
    "exit 1
    --- stdout
    ! sql/init.sql:3: "COMMIT" would end or begin a transaction
      hint     Remove it: Plinth runs the script in a transaction of its own, together with its record.
               Or load the script in several transactions: plinth init --no-transaction
    ✖ sql/init.sql:4: the meta-command \\! is not supported
      hint     Plinth never runs commands of the shell, and touches no file but those it is given.
    ✖ migrations/20260107090000_bad.sql:9: "BEGIN" would end or begin a transaction
      hint     Remove it: Plinth runs the script in a transaction of its own, together with its record.
    ✖ migrations/20260107090000_bad.sql:10: "VACUUM users" cannot run inside a transaction
      hint     Move it into a migration of its own with the line "-- plinth: no-transaction" under "-- plinth: upgrade".
    ✖ migrations/20260107090000_bad.sql:12: a string that begins at line 12 is never closed
      hint     Is the file cut off? A dump that was interrupted ends like this.
    ✖ migrations/20260108090000_down.sql:11: the meta-command \\i cannot include a file here
      hint     Put the SQL of the other file into this script.
    ✖ not valid: 5 errors
      E_INVALID, exit 1"
  `)
})

test('a statement that refuses a transaction is right below no-transaction', async () => {
  await using project = await cliProject()
  const sql = '-- plinth: no-transaction\nCREATE INDEX CONCURRENTLY i ON users (id);'
  await project.write(bad, withUpgrade(sql))
  expect(await project.run(['validate'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^✔ 3 migrations valid\n/),
  })
})

test('every template is valid', async () => {
  await using project = await cliProject()
  const values = ['--table', 'users', '--column', 'id', '--type', 'bigint', '--references', 'teams']
  for (const name of ['add_column', 'add_foreign_key', 'add_index', 'add_table'])
    await project.run(['create', name, '--template', name, ...values])
  expect(await project.run(['validate'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^✔ 6 migrations valid\n/),
  })
})

test('an init script that no migration names, or that is not there', async () => {
  await using project = await cliProject()
  await project.write('sql/other.sql', 'CREATE TABLE users (id bigint);')
  await rm(join(project.folder, 'sql/init.sql'))
  expect(await project.shows(['validate'])).toMatchInlineSnapshot(`
    "exit 1
    --- stdout
    ✖ migrations/20260105090000_baseline.sql: names the init script sql/init.sql, which does not exist
      hint     Restore the script, or correct the line "init:".
    ✖ not valid: 1 error
      E_INVALID, exit 1"
  `)
  await rm(join(project.folder, 'migrations/20260105090000_baseline.sql'))
  await project.write(
    'migrations/20260106090000_add_email.sql',
    migrationOne.replace('revises: aaaaaaaaaaaa', 'revises:'),
  )
  expect((await project.run(['validate'])).code).toBe(0)
  expect(await project.shows(['validate', '--init', 'sql/other.sql'])).toMatchInlineSnapshot(`
    "exit 1
    --- stdout
    ✖ sql/other.sql: no migration names this init script, so that it never runs
      hint     Make a baseline of the first migration, with the line "-- init: ../sql/other.sql" in the header of 20260106090000_add_email.sql; or remove the script.
    ✖ not valid: 1 error
      E_INVALID, exit 1"
  `)
})

test('a project that has an init script and no migration yet', async () => {
  await using project = await cliProject()
  await rm(join(project.folder, 'migrations'), { recursive: true })
  expect(await project.run(['validate'])).toMatchObject({ code: 0, stdout: '✔ 0 migrations valid\n' })
  await project.write('sql/init.sql', 'SELECT 1;\nCOMMIT;\n')
  expect(await project.shows(['validate'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ! sql/init.sql:2: "COMMIT" would end or begin a transaction
      hint     Remove it: Plinth runs the script in a transaction of its own, together with its record.
               Or load the script in several transactions: plinth init --no-transaction
    ✔ 0 migrations valid"
  `)
  await project.write('sql/init.sql', '-- nothing yet\n')
  expect(await project.shows(['validate'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ! sql/init.sql: the init script is empty
    ✔ 0 migrations valid"
  `)
})

test('several heads are a finding here; check and migrate are content with them', async () => {
  await using project = await cliProjectWithDatabase()
  await project.write(bad, migrationTwo.replace('revises: bbbbbbbbbbbb', 'revises: aaaaaaaaaaaa'))
  expect(await project.shows(['validate'])).toMatchInlineSnapshot(`
    "exit 1
    --- stdout
    ✖ migrations: there are 2 heads: bbbbbbbbbbbb add users.email; cccccccccccc add users.name
      hint     Join them: plinth merge
    ✖ not valid: 1 error
      E_INVALID, exit 1"
  `)
  expect((await project.run(['init'])).stdout).toContain('now at bbbbbbbbbbbb, cccccccccccc (heads)')
  expect((await project.run(['check'])).code).toBe(0)
  // What validate says to type is what helps.
  const { stdout } = await project.run(['validate', '--json'])
  const [{ hint }] = (JSON.parse(stdout) as { findings: { hint: string }[] }).findings as [{ hint: string }]
  const words = [...hint.replace(/^.*plinth /, '').matchAll(/"([^"]*)"|(\S+)/g)]
  await project.run(words.map(([, quoted, plain]) => quoted ?? plain ?? ''))
  expect((await project.run(['validate'])).code).toBe(0)
})

test('a folder that was named and is not there', async () => {
  await using project = await cliProject()
  await project.write('named.json', '{ "migrations": "db/migrations" }')
  for (const args of [
    ['validate', '--migrations', 'nodir'],
    ['validate', '-c', 'named.json'],
    ['heads', '--migrations', 'nodir'],
    ['history', '--migrations', 'nodir'],
    ['show', 'head', '--migrations', 'nodir'],
  ]) {
    const { code, stdout, stderr } = await project.run(args)
    expect({ code, stdout }, args.join(' ')).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('✖ the folder of the migrations does not exist: ')
  }
  // `create` makes it.
  expect((await project.run(['create', 'first', '--migrations', 'nodir', '--head', 'base'])).code).toBe(0)
})
