import { expect, test } from 'vitest'
import { cliProjectWithDatabase, migrationOne, type CliProjectWithDatabase } from '../support/cli-project.ts'

const file = 'migrations/20260106090000_add_email.sql'

async function initialised(): Promise<CliProjectWithDatabase> {
  const project = await cliProjectWithDatabase()
  expect((await project.run(['init'])).code).toBe(0)
  return project
}

test('an edited migration: what was changed, and how it is accepted', async () => {
  await using project = await initialised()
  await project.write(file, migrationOne.replace('email text', 'email varchar(80)'))
  expect(await project.shows(['migrate'])).toMatchInlineSnapshot(`
    "exit 5
    --- stderr
      target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
    ✖ migrations/20260106090000_add_email.sql was changed after it was applied on <today>
      detail   revision bbbbbbbbbbbb
               - ALTER TABLE users ADD COLUMN email text;
               + ALTER TABLE users ADD COLUMN email varchar(80);
      result   Nothing was changed.
      hint     Restore it (git checkout -- migrations/20260106090000_add_email.sql) and put the change into a new migration: plinth create "<what changes>"
               Or accept it, when the database has it already: plinth repair bbbbbbbbbbbb
      E_EDITED, exit 5"
  `)
  expect((await project.run(['check'])).code).toBe(1)
  expect(await project.shows(['repair', '--dry-run'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    Would apply 1 step, from bbbbbbbbbbbb to bbbbbbbbbbbb:
       1  repair    bbbbbbbbbbbb  add users.email
    Nothing was changed (--dry-run).
    --- stderr
      target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      state    initialised"
  `)
  expect((await project.run(['check'])).code).toBe(1)
  expect(await project.shows(['repair', 'bbbb'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ✔ 1 accepted · <database> is at bbbbbbbbbbbb · <time>
    --- stderr
      target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      state    initialised
      accepted ✔ bbbbbbbbbbbb add users.email"
  `)
  expect((await project.run(['check'])).code).toBe(0)
  expect((await project.run(['migrate'])).code).toBe(0)
  expect(await project.shows(['history', '--recorded'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    <today> <time>  upgrade   aaaaaaaaaaaa  init               by postgres  Baseline
    <today> <time>  upgrade   bbbbbbbbbbbb  executed           by postgres  add users.email
    <today> <time>  stamp     bbbbbbbbbbbb  repaired           by postgres  add users.email"
  `)
  // Back again is an edit again, against what was accepted.
  await project.write(file, migrationOne)
  expect((await project.run(['migrate'])).stderr).toContain(
    '- ALTER TABLE users ADD COLUMN email varchar(80);',
  )
})

test('an edit of comments and white space is a note', async () => {
  await using project = await initialised()
  const retouched = migrationOne
    .replace('ALTER TABLE users ADD', '-- so that we can write to them\nALTER TABLE users\n  ADD')
    .replace('-- add users.email', '-- Add the column users.email')
  await project.write(file, retouched)
  expect((await project.run(['check'])).code).toBe(0)
  expect((await project.run(['migrate'])).code).toBe(0)
  expect((await project.run(['status'])).stdout).toContain(
    `note     changed in comments or white space only: ${file}`,
  )
  expect(await project.shows(['repair'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ✔ <database> is at bbbbbbbbbbbb. Nothing to do.
    --- stderr
      target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      state    initialised"
  `)
})

test('what was not edited, and a database that is not tracked', async () => {
  await using project = await initialised()
  expect(await project.shows(['repair', 'bbbb'])).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
      target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
    ✖ the migration of revision "bbbbbbbbbbbb" is as it was applied
      detail   None was edited.
      result   Nothing was changed.
      hint     To see what was edited: plinth status
      E_REVISION, exit 2"
  `)
  await project.database.query('drop schema plinth cascade')
  expect((await project.run(['repair'])).stderr).toContain('E_NOT_INITIALISED')
})
