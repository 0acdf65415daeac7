import { describe, expect, it } from 'vitest'
import {
  addOne,
  batchesIn,
  header,
  items,
  made,
  progressOf,
  seen,
  upgradeWith,
} from '../../support/batches.ts'
import { headsOf, refusal } from '../../support/project.ts'

const call = (options = '', each = 'add') =>
  upgradeWith(`${addOne}\n  await sql.batches({ table: 'items', key: 'id', size: 10${options} }, ${each})`)

/** Fails at the row 25, until there is a table "mended". */
const failing = `async (range) => {
    const [bad] = await sql\`select to_regclass('mended') is null and exists (select from items where \${range} and id = 25) as is\`
    await add(range)
    if (bad?.is) await sql\`select 1 / 0\`
  }`

const stoppedAtRow25 = () => made(items(45), call('', failing))

describe('batches that stopped', () => {
  it('say which batch it was, what stays, and go on behind it', async () => {
    const { database, upgrade, path, events } = await stoppedAtRow25()
    const error = await refusal(upgrade())
    expect(error).toMatchObject({
      code: 'E_SQL',
      sqlState: '22012',
      message: 'division by zero',
      detail: 'It was the batch with id > 20, id <= 30.',
      result:
        '2 batches of "items" with 20 rows are done and recorded, up to id 20; one that had begun was rolled back. What batch0000001 did before stays, and it is not recorded as applied.',
      hint: 'Mend it, and run the same command again: it goes on behind that.',
      place: { file: path, line: 15 },
    })
    expect(error.place?.frame).toContain('select 1 / 0')
    expect(await seen(database)).toEqual([
      { n: 0, rows: 25 },
      { n: 1, rows: 20 },
    ])
    expect(await progressOf(database)).toEqual([
      {
        name: 'batches:batch0000001:upgrade:items',
        value: { last: ['45'], reached: ['20'], rows: 20, batches: 2, state: 'running' },
      },
    ])
    await database.query('create table mended ()')
    const { applied } = await upgrade()
    expect(applied).toMatchObject([{ statements: 6 }])
    expect(await seen(database)).toEqual([{ n: 1, rows: 45 }])
    expect(await progressOf(database)).toEqual([])
    expect(batchesIn(events).slice(-5)).toMatchObject([
      { rows: 20, rowsBefore: 20, state: 'running' },
      { rows: 30 },
      { rows: 40 },
      { rows: 45, state: 'running' },
      { rows: 45, rowsBefore: 20, state: 'done' },
    ])
  })

  it('say which steps before them stay, and status says how far they came', async () => {
    const head = header.replace('revises: ba5e00000000', 'revises: good')
    const { database, project, upgrade } = await made(items(45), call('', failing), { head })
    await project.migration('good', { up: 'create table good ();', revises: 'ba5e00000000' })
    const error = await refusal(upgrade())
    expect(error.result).toBe(
      '2 batches of "items" with 20 rows are done and recorded, up to id 20; one that had begun was rolled back. What batch0000001 did before stays, and it is not recorded as applied. 1 step before it stays applied, up to good.',
    )
    const verbs = project.on(database)
    const begun = { revision: 'batch0000001', direction: 'upgrade', name: 'items', rows: 20, batches: 2 }
    expect(await verbs.status()).toMatchObject({
      batches: [{ ...begun, state: 'running' }],
      pending: [{ revision: 'batch0000001' }],
      next: 'plinth migrate',
    })
    await database.query('create table mended ()')
    await upgrade()
    expect((await verbs.status()).batches).toEqual([])
  })

  it('go on in another size, with another function', async () => {
    const { database, upgrade, write } = await stoppedAtRow25()
    await refusal(upgrade())
    await write(
      call(', size: 3', '(range) => sql`update items set n = n + 1 where ${range}`').replace(
        'size: 10, ',
        '',
      ),
    )
    const { applied } = await upgrade()
    expect(applied).toMatchObject([{ statements: 9 }])
    expect(await seen(database)).toEqual([{ n: 1, rows: 45 }])
  })

  it('go on at the same moment, though dates are written in another way', async () => {
    const { database, upgrade, write } = await made(
      `create table items (at timestamptz primary key, n int not null default 0);
        insert into items select timestamptz '2026-02-03 04:05:06.123456+00' + i * interval '1 day 1 microsecond' from generate_series(1, 25) i`,
      '',
    )
    const code = (style: string, each: string) =>
      upgradeWith(`${addOne}
  await sql.unsafe("set datestyle = '${style}'; set timezone = 'Pacific/Apia'")
  await sql.batches({ table: 'items', key: 'at', size: 4 }, ${each})`)
    await write(
      code(
        'SQL, DMY',
        `async (range) => { await add(range); await sql\`select 1 / (select 1 - count(*) from items where \${range} and at::date = '2026-02-10')\` }`,
      ),
    )
    expect(await refusal(upgrade())).toMatchObject({ sqlState: '22012' })
    expect((await progressOf(database))[0]?.['value']).toMatchObject({
      rows: 4,
      reached: ['2026-02-07 17:05:06.12346+13'],
    })
    await write(code('SQL, MDY', 'add'))
    await upgrade()
    expect(await seen(database)).toEqual([{ n: 1, rows: 25 }])
  })

  it('go on behind a key and under a name of any characters, whatever a backslash means', async () => {
    const { database, upgrade, write } = await made(
      `create table items (k text collate "C" primary key, n int not null default 0);
        insert into items select 'it''s \\ "$1" {€,\\n} \r' || lpad(i::text, 3, '0') from generate_series(1, 25) i`,
      '',
    )
    const code = (each: string) =>
      upgradeWith(`${addOne}
  await sql.unsafe("set standard_conforming_strings = off; set escape_string_warning = off")
  await sql.batches({ table: 'items', key: 'k', size: 4, name: "it's \\\\ 'n" }, ${each})`)
    await write(
      code(
        "async (range) => { await add(range); await sql`select 1 / (select 1 - count(*) from items where ${range} and k like '%010')` }",
      ),
    )
    const error = await refusal(upgrade())
    expect(error.result).toMatch(
      /^2 batches of "it's \\ 'n" with 8 rows are done and recorded, up to k "it's \\\\ \\"\$1\\" \{€,\\\\n\} \\r008"/,
    )
    await write(code('add'))
    await upgrade()
    expect(await seen(database)).toEqual([{ n: 1, rows: 25 }])
    expect(await progressOf(database)).toEqual([])
  })

  it('that are done are passed over, while those after them go on', async () => {
    const { database, upgrade, write } = await made(items(25), '')
    const code = (last: string) =>
      upgradeWith(`${addOne}
  for (const _ of [1, 2]) await sql.batches({ table: 'items', key: 'id', size: 10 }, add)
  await sql.batches({ table: 'items', key: 'id', name: 'third' }, ${last})`)
    await write(code('(range) => sql`select 1 / 0 from items where ${range}`'))
    expect(await refusal(upgrade())).toMatchObject({
      detail: 'It was the batch with id <= 25.',
      result: expect.stringMatching(/^No batch of "third" is done; one that had begun was rolled back\./),
    })
    expect(await progressOf(database)).toMatchObject([
      { name: 'batches:batch0000001:upgrade:items', value: { state: 'done', rows: 25 } },
      { name: 'batches:batch0000001:upgrade:items 2', value: { state: 'done', rows: 25 } },
    ])
    await write(code('add'))
    await upgrade()
    expect(await seen(database)).toEqual([{ n: 3, rows: 25 }])
    expect(await progressOf(database)).toEqual([])
  })

  it.each([
    [
      'another table',
      `{ table: 'others', key: 'id', name: 'items' }`,
      'the batches "items" began over another table or key, and cannot go on over this one',
    ],
    [
      'another key',
      `{ table: 'items', key: 'n' }`,
      'the batches "items" began over another table or key, and cannot go on over this one',
    ],
    [
      'another name',
      `{ table: 'items', key: 'id', name: 'new' }`,
      'an earlier run of this migration began batches "items", and not "new"',
    ],
  ])('%s in the file: refused, with the way on', async (_, options, message) => {
    const { database, upgrade, write } = await stoppedAtRow25()
    await refusal(upgrade())
    await database.query('create table others (id bigint primary key)')
    await write(upgradeWith(`${addOne}\n  await sql.batches(${options}, add)`))
    const error = await refusal(upgrade())
    expect(error).toMatchObject({ code: 'E_MIGRATION', message, place: { line: 12 } })
    expect(error.detail).toContain('They did not end: 2 batches with 20 rows.')
    const forget = `delete from plinth.settings where name = 'batches:batch0000001:upgrade:items'`
    expect(error.hint).toContain(forget)
    expect(await seen(database)).toEqual([
      { n: 0, rows: 25 },
      { n: 1, rows: 20 },
    ])
    await database.query(forget)
    await upgrade()
    expect(await headsOf(database)).toEqual(['batch0000001'])
  })

  it('the same name over a key of another type: refused', async () => {
    const { database, upgrade } = await stoppedAtRow25()
    await refusal(upgrade())
    await database.query('alter table items alter id type text collate "C"')
    expect(await refusal(upgrade())).toMatchObject({
      detail: `began: "public"."items" by id pg_catalog.int8\nnow:   "public"."items" by id pg_catalog.text collate pg_catalog."C"\nThey did not end: 2 batches with 20 rows.`,
    })
  })

  it('and are no longer in the file: refused', async () => {
    const { upgrade, write } = await stoppedAtRow25()
    await refusal(upgrade())
    await write(upgradeWith('await sql`select 1`'))
    expect(await refusal(upgrade())).toMatchObject({
      message: 'an earlier run began batches "items", which the migration no longer has',
    })
  })

  it('stamped by hand: their progress goes', async () => {
    const { database, upgrade, project } = await stoppedAtRow25()
    await refusal(upgrade())
    await project.on(database).stamp({ target: 'batch0000001' })
    expect(await progressOf(database)).toEqual([])
  })

  it('down: recorded for the direction, and gone afterwards', async () => {
    const { database, upgrade, project } = await made(
      items(25),
      `${upgradeWith(`${addOne}\n  await sql.batches({ table: 'items', key: 'id', size: 10 }, add)`)}
export async function downgrade(sql: Transaction) {
  await sql.batches({ table: 'items', key: 'id', size: 10 }, async (range) => {
    await sql\`update items set n = n - 1 where \${range}\`
    await sql\`select 1 / (select count(*) from pg_class where relname = 'mended') from items where \${range} and id = 15\`
  })
}
`,
    )
    await upgrade()
    expect(await refusal(project.on(database).downgrade({ target: '-1' }))).toMatchObject({
      sqlState: '22012',
    })
    expect(await progressOf(database)).toMatchObject([{ name: 'batches:batch0000001:downgrade:items' }])
    await database.query('create table mended ()')
    await project.on(database).downgrade({ target: '-1' })
    expect(await seen(database)).toEqual([{ n: 0, rows: 25 }])
    expect(await progressOf(database)).toEqual([])
    await upgrade()
    expect(await seen(database)).toEqual([{ n: 1, rows: 25 }])
  })
})
