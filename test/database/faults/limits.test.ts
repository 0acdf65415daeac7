import { describe, expect, it } from 'vitest'
import { firstLine, makeDatabase, makeProject, refusal } from '../../support/project.ts'
import { allOf } from './scene.ts'

const table = 'create table public.t (n integer, v text);'
const last = 'create table public.last ();'
/** Random, or it is compressed below the limit. */
const long = Array.from({ length: 400 }, (_, i) =>
  Math.sin(i + 1)
    .toString(36)
    .slice(2),
).join('')
const columns = Array.from({ length: 1700 }, (_, i) => `c${i} integer`).join(', ')

/** What goes beyond a limit of the server, where it begins on line 3: its SQLSTATE (older servers have another one), and the line that is told. */
const beyond: readonly (readonly [string, string, string, number])[] = [
  ['a text of more than 1 GB', `select length(repeat('x', 1100000000));`, '54000|XX000', 3],
  [
    'too long for an index',
    `create index on public.t (v);\ninsert into public.t values (1, '${long}');`,
    '54000',
    4,
  ],
  [
    'a row of a COPY, too long for an index',
    `create index on public.t (v);\ncopy public.t from stdin;\n1\tshort\n2\t${long}\n\\.`,
    '54000',
    6,
  ],
  [
    'an index over rows that are too long',
    `insert into public.t values (1, '${long}');\ncreate index on public.t (v);`,
    '54000',
    4,
  ],
  ['too many columns', `create table public.many (${columns});`, '54011', 3],
  ['too many arguments', `select concat(${Array.from({ length: 200 }, () => '1').join(', ')});`, '54023', 3],
  ['nested too deep', `select ${Array.from({ length: 50_000 }, () => '1').join('+')};`, '54001', 3],
]

describe.each(beyond)('%s', (_, script, sqlState, line) => {
  it('in an init script: its place, and the database is empty', async () => {
    const project = await makeProject({ init: `${table}\nselect 1;\n${script}\n${last}` })
    const database = await makeDatabase()
    const empty = await allOf(database)
    expect(await refusal(project.on(database).init())).toMatchObject({
      code: 'E_SQL',
      sqlState: expect.stringMatching(`^(${sqlState})$`),
      place: { line },
      result: 'The init script was rolled back. Nothing was changed.',
    })
    expect(await allOf(database)).toBe(empty)
  })

  it('in a migration: the same', async () => {
    const project = await makeProject({ init: table, migrations: { one: `select 1;\n${script}\n${last}` } })
    const database = await makeDatabase()
    await project.on(database).init({ migrate: 'later' })
    const before = await allOf(database)
    expect(await refusal(project.on(database).upgrade())).toMatchObject({
      code: 'E_SQL',
      sqlState: expect.stringMatching(`^(${sqlState})$`),
      place: { line: firstLine + line - 2 },
      result: 'one was rolled back. Nothing was changed.',
    })
    expect(await allOf(database)).toBe(before)
  })
})
