import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cliProject, cliProjectWithDatabase } from '../support/cli-project.ts'

test('from a database to a project that init adopts', async () => {
  await using project = await cliProjectWithDatabase()
  await project.database.query('create table shops (id int primary key); create index on shops (id desc);')
  const where = ['--init', 'sql/new.sql', '--migrations', 'new']
  const made = await project.run(['create', '--from-database', ...where])
  expect(made.stdout).toMatch(
    /^✔ wrote sql\/new.sql, from \w+: 2 statements\n {2}baseline new\/\d+_baseline_the_schema_of_the_init_script.sql\n {2}proven {3}it makes the same in a shadow database\n {2}next {5}read it, then: plinth init\n$/,
  )
  expect(await readFile(join(project.folder, 'sql/new.sql'), 'utf8')).toContain('CREATE TABLE public.shops (')
  const { code, stdout } = await project.run(['init', ...where])
  expect(stdout).toContain('compared its schema has the fingerprint of this revision in plinth.lock')
  expect(code).toBe(0)
  const again = await project.run(['create', '--from-database', ...where])
  expect([again.code, again.stderr]).toEqual([5, expect.stringContaining('there are migrations already')])
})

test('a password that gets into the file is told; one that differs is not shown', async () => {
  await using project = await cliProjectWithDatabase()
  await project.database.query(
    "create foreign data wrapper w; create server far foreign data wrapper w; create user mapping for public server far options (user 'u', password 'hidden')",
  )
  const made = await project.run(['create', '--from-database', '--init=sql/new.sql', '--migrations=new'])
  expect(made.stdout).toContain('careful  the file holds the password of user mapping far."PUBLIC"\n')
  expect(await readFile(join(project.folder, 'sql/new.sql'), 'utf8')).toMatch(
    /^-- HOLDS PASSWORDS.*\n--   user mapping far/m,
  )
  await project.run(['init', '--init=sql/new.sql', '--migrations=new'])
  await project.database.query("alter user mapping for public server far options (set password 'other')")
  const { code, stdout, stderr } = await project.run(['verify', '--init=sql/new.sql', '--migrations=new'])
  expect([code, stdout]).toEqual([1, expect.stringContaining('options password=***, user=u → password=***')])
  expect(stdout + stderr + made.stdout + made.stderr).not.toMatch(/hidden|other/)
})

test('people go on writing a model that was made of a database', async () => {
  await using project = await cliProjectWithDatabase()
  await project.database.query('create table shops (id int primary key)')
  const file = 'sql/wanted.sql'
  await project.run(['create', '--from-database', '--model', file])
  const made = await readFile(join(project.folder, file), 'utf8')
  await project.write(file, `${made}CREATE TABLE late (id int);\n`)
  const { stdout } = await project.run(['create', '--auto', '--dry-run', 'late', '--model', file])
  expect(stdout).toContain('CREATE TABLE public.late (')
})

test('--dry-run prints it, --json has it', async () => {
  await using project = await cliProjectWithDatabase()
  await project.database.query('create table shops (id int primary key)')
  const dry = await project.run(['create', '--from-database', '--model', '--dry-run'])
  expect(dry.stdout).toMatch(/^Would write sql\/schema.sql:\n\n-- The schema of the database/)
  expect(dry.stdout).toMatch(/Nothing was written \(--dry-run\)\.\n$/)
  const json = await project.run(['create', '--from-database', '--model', 'sql/wanted.sql', '--json'])
  expect(JSON.parse(json.stdout)).toMatchObject({ file: 'sql/wanted.sql', statements: 1, unproven: [] })
})

test.each([
  [['create', '--from-database', 'a message'], 'the message "a message" is about a migration'],
  [['create', '--from-database', '--auto'], '--auto is about a migration'],
  [['create', '--from-database', '--head', 'base'], '--head is about a migration'],
  [['create', 'a message', '--owners'], '--owners is about a script that is made of a database'],
  [
    ['create', 'a message', '--leave-out-unseen'],
    '--leave-out-unseen is about a script that is made of a database',
  ],
])('%j is refused', async (args, message) => {
  await using project = await cliProject()
  const { code, stderr } = await project.run(args)
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
})
