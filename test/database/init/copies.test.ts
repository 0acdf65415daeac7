import { expect, it } from 'vitest'
import { contentsOf, makeDatabase, makeProject, refusal } from '../../support/project.ts'

/** A table and its rows; `bad` is a row of it, or a statement before or behind it. */
function block(table: string, rows: number, bad: { row?: string; at?: number } = {}): string {
  const lines = Array.from({ length: rows }, (_, i) => (i === bad.at ? bad.row : `${i}\tvalue ${i}`))
  return [
    `create table public.${table} (id integer primary key, v text);`,
    `copy public.${table} (id, v) from stdin;`,
    ...lines,
    '\\.',
    '',
  ].join('\n')
}

async function failed(init: string) {
  const project = await makeProject({ init })
  const database = await makeDatabase()
  const before = await contentsOf(database)
  const error = await refusal(project.on(database).init())
  expect(await contentsOf(database)).toBe(before)
  return error
}

const lineOf = (script: string, text: string) => script.slice(0, script.indexOf(text)).split('\n').length

it('copies follow each other without waiting: all rows arrive, and are counted', async () => {
  const names = Array.from({ length: 60 }, (_, i) => `t${i}`)
  const project = await makeProject({ init: names.map((name, i) => block(name, i * 37)).join('') })
  const database = await makeDatabase()
  const counts: number[] = []
  const onEvent = (event: { kind: string; statements?: number }) => {
    if (event.kind === 'statement') counts.push(event.statements ?? 0)
  }
  await project.on(database, { onEvent }).init()
  expect(counts).toEqual(Array.from({ length: 120 }, (_, i) => i + 1))
  for (const [i, name] of names.entries())
    expect(await database.query(`select count(*)::int as n from public.${name}`)).toEqual([{ n: i * 37 }])
})

it.each([10, 50_000])('a statement fails, and a COPY of %i rows is behind it: its place', async (rows) => {
  const script = `${block('a', 10)}create table public.a ();\n${block('b', rows)}`
  const error = await failed(script)
  expect(error).toMatchObject({ code: 'E_SQL', sqlState: '42P07' })
  expect(error.place).toMatchObject({ line: lineOf(script, 'create table public.a ();') })
})

it('a statement before the COPY fails at run time, in a group: its place', async () => {
  const script = `${block('a', 10)}insert into public.a values (11);\ninsert into public.a values (5);\n${block('b', 10)}`
  const error = await failed(script)
  expect(error).toMatchObject({ code: 'E_SQL', sqlState: '23505' })
  expect(error.place).toMatchObject({ line: lineOf(script, 'insert into public.a values (5)') })
})

it.each([
  ['first', 0],
  ['last', 29_999],
])('the %s row of a COPY is bad, and more are behind it: the line of the row', async (_, at) => {
  const script = `${block('a', 30_000, { row: 'not a number\tx', at })}${block('b', 10)}insert into public.b values (77);\n`
  const error = await failed(script)
  expect(error).toMatchObject({ code: 'E_SQL', sqlState: '22P02' })
  expect(error.place).toMatchObject({ line: lineOf(script, 'not a number') })
})

it('the failure of a COPY that shows at its end, with another behind it', async () => {
  const script = `${block('a', 2000)}create table public.c (id integer references public.a deferrable initially deferred);
set constraints all immediate;
copy public.c from stdin;
5000
\\.
${block('b', 2000)}`
  const error = await failed(script)
  expect(error).toMatchObject({ code: 'E_SQL', sqlState: '23503' })
})

it('a failure that is passed over right before a COPY, and right behind it', async () => {
  const missing = 'alter table public.a owner to nobody_of_this_name;\n'
  const init = `${block('a', 100)}${missing}${block('b', 3000)}${missing}${block('c', 5)}`
  const project = await makeProject({ init })
  const database = await makeDatabase()
  const { applied } = await project.on(database).init()
  expect(applied[0]?.tolerated).toHaveLength(2)
  expect(applied[0]?.statements).toBe(8)
  expect(await database.query('select count(*)::int as n from public.b')).toEqual([{ n: 3000 }])
})
