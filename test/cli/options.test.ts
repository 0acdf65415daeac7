import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cliProject, cliProjectWithDatabase } from '../support/cli-project.ts'

test('an option that a command would not heed is refused, and nothing happens', async () => {
  await using project = await cliProjectWithDatabase()
  await project.run(['init', '--env', 'development'])
  const name = project.database.name
  expect(await project.shows(['reset', '--confirm', name, '--sql'])).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    ✖ plinth reset does not take --sql
      detail   It is an option of init, migrate, downgrade, stamp.
      hint     Leave it out. All options: plinth reset --help
      E_USAGE, exit 2"
  `)
  const before = await project.run(['history', '--recorded', '--json'])
  for (const args of [
    ['status', '-n'],
    ['current', '--head', 'x'],
    ['migrate', '--confirm', name],
  ])
    expect((await project.run(args)).code).toBe(2)
  expect((await project.run(['history', '--recorded', '--json'])).stdout).toBe(before.stdout)
})

test('reset --dry-run says what would be deleted, and deletes nothing', async () => {
  await using project = await cliProjectWithDatabase()
  await project.run(['init'])
  const before = await project.run(['history', '--recorded', '--json'])
  const shown = await project.shows(['reset', '--dry-run', '--confirm', project.database.name])
  expect(shown.replace(/[\d.]+ MB/, '<size>')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      Would delete ALL data of <database> on <server>: 5 tables, about <count> rows, <size>. Then: the init script and all migrations.
      Nothing was changed (--dry-run).
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>"
    `)
  expect((await project.run(['history', '--recorded', '--json'])).stdout).toBe(before.stdout)
})

test('create --dry-run prints the file, and writes nothing', async () => {
  await using project = await cliProject()
  const files = await readdir(join(project.folder, 'migrations'))
  const { stdout, code } = await project.run(['create', 'add a name', '--dry-run'])
  expect(code).toBe(0)
  expect(stdout).toContain('-- revises: bbbbbbbbbbbb')
  expect(stdout).toContain('Nothing was written (--dry-run).')
  expect(await readdir(join(project.folder, 'migrations'))).toEqual(files)
})

test('the name of a command as the value of an option is a value', async () => {
  await using project = await cliProjectWithDatabase()
  await project.write('create/sql/init.sql', 'create table users (id bigint);')
  const { stderr, code } = await project.run(['-C', 'create', 'history', '--recorded'])
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
})

test('downgrade in production asks first: --yes is the answer where nobody can be asked', async () => {
  await using project = await cliProjectWithDatabase()
  await project.run(['init', '--env', 'production'])
  // The mark in the database counts, whatever the environment of this run says.
  expect(await project.shows(['downgrade', '-1', '--env', 'development'])).toMatchInlineSnapshot(`
    "exit 7
    --- stderr
      target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      state    initialised
    ✖ undoing migrations of <database> was not confirmed
      detail   It is marked as production, and 1 would be undone.
      result   Nothing was changed.
      hint     To go on: plinth downgrade -1 --yes
      E_CONFIRM, exit 7"
  `)
  expect((await project.run(['downgrade', '-1', '--dry-run'])).code).toBe(0)
  expect((await project.run(['current'])).stdout).toContain('bbbbbbbbbbbb')
  expect((await project.run(['downgrade', '-1', '--yes'])).code).toBe(0)
  expect((await project.run(['current'])).stdout).toContain('aaaaaaaaaaaa')
})

test('an environment is guarded by whatever name it is a production or a staging', async () => {
  await using project = await cliProjectWithDatabase()
  const { name } = project.database
  await project.run(['init', '--env', 'EU_Prod-1'])
  expect((await project.run(['downgrade', '-1'])).stderr).toContain(
    'It is marked as EU_Prod-1, and 1 would be undone.',
  )
  expect(await project.run(['reset', '--confirm', name])).toMatchObject({
    code: 7,
    stderr: expect.stringContaining(`✖ ${name} is marked as EU_Prod-1`),
  })
  await project.database.query(`update plinth.settings set value = 'delivery' where name = 'environment'`)
  for (const env of ['prod', 'PRODUCTION', 'stg', 'pre-prod', 'live_2'])
    expect([env, (await project.run(['reset', '--confirm', name, '--env', env])).code]).toEqual([env, 7])
  expect((await project.run(['reset', '--confirm', name, '--env', 'product'])).code).toBe(0)
})
