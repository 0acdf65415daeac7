import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { cliProjectWithDatabase, migrationOne, migrationTwo } from '../support/cli-project.ts'

const hasPsql = spawnSync('psql', ['--version']).status === 0

const branch = migrationTwo
  .replace('add users.name', 'add users.age')
  .replace('cccccccccccc', 'dddddddddddd')
  .replace('bbbbbbbbbbbb', 'aaaaaaaaaaaa')
  .replaceAll('COLUMN name', 'COLUMN age')

/** Initialised, with two heads. */
async function project() {
  const made = await cliProjectWithDatabase()
  await made.write('migrations/20260107090001_add_age.sql', branch)
  expect((await made.run(['init'])).code).toBe(0)
  return made
}

type Made = Awaited<ReturnType<typeof project>>
const headsOf = async ({ database }: Made) =>
  (await database.query('select revision from plinth.heads order by 1')).map(({ revision }) => revision)
const journalOf = async ({ database }: Made) =>
  (await database.query('select direction, revision from plinth.journal order by id')).map(
    ({ direction, revision }) => `${String(direction)} ${String(revision)}`,
  )

test('stamp --purge takes away other branches and unknown heads, and says so', async () => {
  await using made = await project()
  await made.database.query(`insert into plinth.heads values ('zz')`)
  expect((await made.run(['status'])).stdout).toContain('ahead')
  expect(await made.shows(['stamp', 'bbbb', '--purge', '--dry-run'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    Would apply 1 step, from bbbbbbbbbbbb, dddddddddddd, zz to bbbbbbbbbbbb:
       1  stamp     bbbbbbbbbbbb  add users.email
      removed  dddddddddddd  add users.age
               zz  not in these files
    Nothing was changed (--dry-run).
    --- stderr
      target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      state    ahead of these files"
  `)
  expect(await headsOf(made)).toEqual(['bbbbbbbbbbbb', 'dddddddddddd', 'zz'])
  const before = await journalOf(made)
  expect(await made.shows(['stamp', 'bbbb', '--purge'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ✔ 1 stamped · <database> is at bbbbbbbbbbbb · <time>
      removed  dddddddddddd  add users.age
               zz  not in these files
    --- stderr
      target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      state    ahead of these files
      stamp    ✔ bbbbbbbbbbbb"
  `)
  expect(await headsOf(made)).toEqual(['bbbbbbbbbbbb'])
  const after = await journalOf(made)
  expect(after.slice(0, before.length)).toEqual(before)
  expect(after.slice(before.length)).toEqual([
    'downgrade zz',
    'downgrade dddddddddddd',
    'stamp aaaaaaaaaaaa',
    'stamp bbbbbbbbbbbb',
  ])
  expect((await made.run(['pending'])).stdout).toContain('dddddddddddd')
  expect((await made.run(['stamp', 'bbbb', '--purge'])).stdout).toContain('Nothing to do.')
})

test('without --purge the heads of other branches stay', async () => {
  await using made = await project()
  await made.database.query(`insert into plinth.heads values ('zz')`)
  const { stdout } = await made.run(['stamp', 'bbbb'])
  expect(stdout).toContain('is at bbbbbbbbbbbb, dddddddddddd')
  expect(stdout).not.toContain('removed')
  expect(await headsOf(made)).toEqual(['bbbbbbbbbbbb', 'dddddddddddd'])
})

test('stamp --purge answers programs', async () => {
  await using made = await project()
  await made.database.query(`insert into plinth.heads values ('zz')`)
  const replaced = [
    { revision: 'dddddddddddd', message: 'add users.age', file: '20260107090001_add_age.sql' },
    { revision: 'zz', message: '', file: '' },
  ]
  const json = async (...more: readonly string[]) =>
    JSON.parse((await made.run(['stamp', 'bbbb', '--purge', '--json', ...more])).stdout) as unknown
  expect(await json('--dry-run')).toMatchObject({ verb: 'stamp', to: ['bbbbbbbbbbbb'], replaced })
  expect(await json()).toMatchObject({ heads: ['bbbbbbbbbbbb'], state: { kind: 'ahead' }, replaced })
})

test('stamp --purge mends a tracking that lost its heads, or a table', async () => {
  await using made = await project()
  await made.database.query('delete from plinth.heads')
  expect(await made.shows(['stamp', 'heads', '--purge'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ✔ 2 stamped · <database> is at bbbbbbbbbbbb, dddddddddddd · <time>
      was      not usable: it records no revision
    --- stderr
      target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      state    ambiguous
      stamp    ✔ bbbbbbbbbbbb, dddddddddddd"
  `)
  expect(await headsOf(made)).toEqual(['bbbbbbbbbbbb', 'dddddddddddd'])
  await made.database.query('drop table plinth.journal')
  expect((await made.run(['stamp', 'bbbb', '--purge', '--dry-run'])).stdout).toContain(
    'was      not usable: the table plinth.journal is missing\n  removed  dddddddddddd  add users.age\n',
  )
  expect((await made.run(['stamp', 'bbbb', '--purge'])).code).toBe(0)
  expect(await headsOf(made)).toEqual(['bbbbbbbbbbbb'])
  await made.database.query('drop table plinth.heads')
  expect((await made.run(['stamp', 'base', '--purge'])).stderr).toContain('base cannot be recorded here')
  expect((await made.run(['stamp', 'dddd', '--purge'])).code).toBe(0)
  expect((await made.run(['current'])).stdout.trim()).toBe('dddddddddddd (head)')
})

test('stamp --purge to base, where all that is recorded is known', async () => {
  await using made = await project()
  expect((await made.run(['stamp', 'base', '--purge'])).stdout).toContain(
    'removed  bbbbbbbbbbbb  add users.email',
  )
  expect((await made.run(['status', '--json'])).stdout).toContain('"kind": "initialised"')
  expect((await made.run(['current'])).stdout.trim()).toBe('base')
})

test('stamp base, of a database that is ahead and of one that lost its heads', async () => {
  await using made = await project()
  await made.database.query(
    "insert into plinth.heads values ('zz'); insert into plinth.journal (run_id, revision, message, direction, how, statements, total, started, applied_by, tool_version) values ('r', 'zz', 'of a newer release', 'upgrade', 'executed', 1, 1, now(), 'me', '1')",
  )
  expect((await made.run(['stamp', 'base', '--purge'])).code).toBe(0)
  expect((await made.run(['current'])).stdout.trim()).toBe('base')
  expect((await made.run(['stamp', 'bbbb'])).code).toBe(0)
  await made.database.query('delete from plinth.heads')
  expect((await made.run(['stamp', 'base'])).code).toBe(0)
  expect((await made.run(['current'])).stdout.trim()).toBe('base')
  expect((await made.run(['status', '--json'])).stdout).toContain('"kind": "initialised"')
})

test('stamp --purge is the way out where migrations were edited and others removed', async () => {
  await using made = await project()
  await made.database.query(`insert into plinth.heads values ('zz')`)
  await made.write(
    'migrations/20260106090000_add_email.sql',
    migrationOne.replace('email text', 'email varchar'),
  )
  expect((await made.run(['repair'])).stderr).toContain('E_AHEAD')
  expect((await made.run(['stamp', 'heads'])).stderr).toContain('E_EDITED')
  expect((await made.run(['stamp', 'heads', '--purge'])).code).toBe(0)
  expect((await made.run(['check'])).code).toBe(0)
})

test('stamp --purge does not touch what is not ours', async () => {
  await using made = await project()
  await made.database.query(
    'alter table plinth.heads rename to mine; create view plinth.heads as select * from plinth.mine',
  )
  expect((await made.run(['stamp', 'bbbb', '--purge'])).stderr).toContain('E_AMBIGUOUS')
  expect((await made.database.query('select from plinth.mine')).length).toBe(2)
})

test.skipIf(!hasPsql)('stamp --purge --sql, run by psql', async () => {
  await using made = await project()
  await made.database.query(`insert into plinth.heads values (E'z\n\\\\! touch gotcha\ndrop table users;')`)
  const { stdout, code } = await made.run(['stamp', 'bbbb', '--purge', '--sql'])
  expect(code).toBe(0)
  expect(stdout.split('\n')[0]).toBe('-- takes away dddddddddddd, z \\! touch gotcha drop table users;')
  const psql = () =>
    spawnSync('psql', ['-X', '-q', '-d', made.database.url], { input: stdout, encoding: 'utf8' })
  expect(psql().status).toBe(0)
  expect(await headsOf(made)).toEqual(['bbbbbbbbbbbb'])
  expect((await made.run(['status', '--json'])).stdout).toContain('"kind": "initialised"')
  // Run late, or twice, it refuses.
  expect(psql().stderr).toContain('this script goes on from')
})
