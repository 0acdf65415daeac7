import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { example, makeDatabase, makeProject } from '../../support/project.ts'
import { readCase } from './autogenerate-case.ts'

const folder = join(example, 'test/database/schema/cases')

/** The next number of each, by the name of its table. */
const next = (tables: readonly (readonly [name: string, column: string])[]) =>
  [
    ...tables.map(([name]) => `insert into ${name} (name) values ('new');`),
    `select ${tables.map(([name, column], place) => `(select ${column}::text from ${name} where name = 'new') as n${place}`).join(', ')};`,
  ].join('\n')

const hostile = `"Hostile's ""Table"""`

/** The law of schemas does not see what a sequence counts at. */
test('what counts goes on behind the rows that are there, when something else counts them', async () => {
  const { from, to } = await readCase(folder, 'positions_carried_over')
  const project = await makeProject({ init: from })
  await writeFile(join(project.folder, 'sql', 'schema.sql'), to)
  const database = await makeDatabase()
  const db = project.on(database)
  await db.init()
  expect(await db.autogenerate({ message: 'count' })).toMatchObject({ unproven: [] })
  await db.upgrade()
  const both = ['a', 'b', 'empty', 'lowered'].map((name) => [name, 'id'] as const)
  const more = ['c', 'parted', 'full_up'].map((name) => [name, 'id'] as const)
  const named = [
    [hostile, '"The Id"'],
    ['one', 'number'],
    ['two', 'number'],
  ] as const
  const [above] = await database.query(next([...both, ...more, ...named]))
  // The start counts where there are no rows, or all are before it; the last one is at its end, and has another way.
  expect(Object.values(above!)).toEqual(['8', '8', '100', '6', '-9', '8', '1', '8', '8', '9'])
  await database.query([...both, named[0]].map(([name]) => `update ${name} set name = 'old';`).join('\n'))
  await db.downgrade({ target: '-1' })
  const [below] = await database.query(next([...both, named[0]]))
  expect(Object.values(below!)).toEqual(['9', '9', '101', '7', '9'])
})
