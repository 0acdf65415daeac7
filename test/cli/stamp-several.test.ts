import { expect, test } from 'vitest'
import { cliProjectWithDatabase, migrationTwo } from '../support/cli-project.ts'

/** Beside the second migration, with a label. */
const branch = migrationTwo
  .replace('add users.name', 'add users.age')
  .replace('cccccccccccc', 'dddddddddddd')
  .replace('-- created:', '-- label: ages\n-- created:')
  .replaceAll('COLUMN name', 'COLUMN age')

/** Initialised at its first migration; above that there are two heads. */
async function project() {
  const made = await cliProjectWithDatabase()
  expect((await made.run(['init'])).code).toBe(0)
  await made.write('migrations/20260107090000_add_name.sql', migrationTwo)
  await made.write('migrations/20260107090001_add_age.sql', branch)
  return made
}

type Made = Awaited<ReturnType<typeof project>>
const headsOf = async ({ database }: Made) =>
  (await database.query('select revision from plinth.heads order by 1')).map(({ revision }) => revision)
const journalOf = async ({ database }: Made) =>
  (
    await database.query(
      'select direction, revision, how, text is null as bare from plinth.journal order by id',
    )
  ).map(({ direction, revision, how, bare }) => [direction, revision, how, bare ? '' : 'text'].join(' '))

test('stamp takes several targets: partial ids, labels, ancestors of others, the same one twice', async () => {
  await using made = await project()
  const targets = ['cccc', 'ages@head', 'bbbb', 'dddddddddddd']
  expect(await made.shows(['stamp', ...targets, '--dry-run'])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    Would apply 1 step, from bbbbbbbbbbbb to cccccccccccc, dddddddddddd:
       1  stamp     cccccccccccc, dddddddddddd  add users.name + add users.age
    Nothing was changed (--dry-run).
    --- stderr
      target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      state    initialised"
  `)
  const before = await journalOf(made)
  expect(await made.shows(['stamp', ...targets])).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    ✔ 2 stamped · <database> is at cccccccccccc, dddddddddddd · <time>
    --- stderr
      target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
      state    initialised
      stamp    ✔ cccccccccccc, dddddddddddd"
  `)
  expect(await headsOf(made)).toEqual(['cccccccccccc', 'dddddddddddd'])
  expect((await journalOf(made)).slice(before.length)).toEqual(
    ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc', 'dddddddddddd'].map((id) => `stamp ${id} stamped text`),
  )
  expect((await made.run(['pending'])).stdout).not.toContain('add users.')
  expect((await made.run(['stamp', ...targets])).stdout).toContain('Nothing to do.')
})

test('stamp of several targets, one up and one beside, with heads and current among them', async () => {
  await using made = await project()
  expect((await made.run(['migrate', 'cccc'])).code).toBe(0)
  expect((await made.run(['stamp', 'current', 'ages'])).stdout).toContain('at cccccccccccc, dddddddddddd')
  expect((await made.run(['stamp', 'bbbb'])).code).toBe(0)
  const before = await journalOf(made)
  expect((await made.run(['stamp', 'heads', 'bbbb'])).stdout).toContain('at cccccccccccc, dddddddddddd')
  expect((await journalOf(made)).slice(before.length)[0]).toBe('stamp aaaaaaaaaaaa stamped text')
})

test('stamp --purge of several targets takes away all else', async () => {
  await using made = await project()
  await made.database.query(`insert into plinth.heads values ('zz')`)
  const json = async (...more: readonly string[]) =>
    JSON.parse((await made.run(['stamp', 'cccc', 'dddd', '--purge', '--json', ...more])).stdout) as unknown
  const replaced = [{ revision: 'bbbbbbbbbbbb' }, { revision: 'zz' }]
  const targets = ['cccccccccccc', 'dddddddddddd']
  expect(await json('--dry-run')).toMatchObject({ to: targets, steps: [{ targets }], replaced })
  expect(await json()).toMatchObject({ heads: targets, applied: [{ targets }], replaced })
  expect(await headsOf(made)).toEqual(targets)
})

test('stamp refuses base beside another target, and changes nothing', async () => {
  await using made = await project()
  expect(await made.shows(['stamp', 'base', 'cccc'])).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
      target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
    ✖ "base" cannot be stamped together with another target
      detail   It says that nothing is applied, and the other that something is.
      result   Nothing was changed.
      hint     Leave it out; where all else that is recorded is to go, add --purge
      E_USAGE, exit 2"
  `)
  expect((await made.run(['stamp', 'cccc', 'ages@base'])).stderr).toContain(
    'hint     One after the other: plinth stamp ages@base; then the others without it.',
  )
  expect((await made.run(['stamp', 'cccc', 'nope'])).stderr).toContain('E_REVISION')
  expect(await headsOf(made)).toEqual(['bbbbbbbbbbbb'])
})
