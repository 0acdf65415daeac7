import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { addOne, header, items, made, progressOf, seen, upgradeWith } from '../../support/batches.ts'
import { headsOf, makeDatabase, makeProject, refusal } from '../../support/project.ts'

describe('batches that cannot be', () => {
  it.each([
    ['no such table', `{ table: 'public.nothing', key: 'id' }`, 'there is no table public.nothing'],
    ['no such column', `{ table: 'items', key: 'Id' }`, 'items has no column "Id"'],
    ['a view', `{ table: 'user_names', key: 'name' }`, 'user_names is not a table'],
    ['a type without an order', `{ table: 'odd', key: 'data' }`, 'the type of the column data has no order'],
    ['NULL in a key', `{ table: 'odd', key: ['n', 'm'] }`, 'odd has rows without a key: n, m is NULL'],
    ['no key', `{ table: 'items', key: [] }`, 'batches cannot run: its key is a name, or a list of them'],
    [
      'a key twice',
      `{ table: 'items', key: ['id', 'id'] }`,
      'batches cannot run: a column stands twice in its key',
    ],
    [
      'no size',
      `{ table: 'items', key: 'id', size: 0 }`,
      'batches cannot run: its size is a whole number from 1',
    ],
    [
      'half a size',
      `{ table: 'items', key: 'id', size: 1.5 }`,
      'batches cannot run: its size is a whole number from 1',
    ],
    [
      'no pause',
      `{ table: 'items', key: 'id', pauseMs: -1 }`,
      'batches cannot run: its pauseMs is a number of milliseconds from 0',
    ],
    [
      'an unknown option',
      `{ table: 'items', key: 'id', pause: 1 } as any`,
      'batches cannot run: it has no option "pause"',
    ],
    ['no options', `undefined as any`, 'batches cannot run: its options are an object: { table, key }'],
    ['an empty name', `{ table: 'items', key: 'id', name: ' ' }`, 'batches cannot run: its name is a text'],
  ])('%s', async (_, options, message) => {
    const call = `  await sql.batches(${options}, add)`
    const { database, upgrade, path } = await made(
      `${items(5)}; create table odd (data json, n int, m int); insert into odd values ('1', 1, null)`,
      upgradeWith(`${addOne}\n${call}`),
    )
    const error = await refusal(upgrade())
    expect(error).toMatchObject({ code: 'E_MIGRATION', message, place: { file: path } })
    expect(error.place?.frame).toContain(call)
    expect(await seen(database)).toEqual([{ n: 0, rows: 5 }])
    expect(await headsOf(database)).toEqual(['ba5e00000000'])
  })

  it('in a migration that is one transaction: refused, and nothing was changed', async () => {
    const { database, upgrade } = await made(
      items(5),
      upgradeWith(
        `${addOne}\n  await sql\`update items set n = 5\`\n  await sql.batches({ table: 'items', key: 'id' }, add)`,
      ),
      { head: header.replace('// plinth: no-transaction\n', '') },
    )
    expect(await refusal(upgrade())).toMatchObject({
      code: 'E_MIGRATION',
      message: 'batches need a migration that runs without a transaction',
      hint: 'Write // plinth: no-transaction among the comment lines at the beginning of the file.',
      result: 'batch0000001 was rolled back. Nothing was changed.',
      place: { line: 12 },
    })
    expect(await seen(database)).toEqual([{ n: 0, rows: 5 }])
  })

  it('in the first migration of a database: there is nowhere to record them', async () => {
    const project = await makeProject({ init: null })
    await writeFile(
      join(project.folder, 'migrations/20260102030405_batches.ts'),
      header.replace('revises: ba5e00000000', 'revises:') +
        upgradeWith(`${addOne}\nawait sql.batches({ table: 'items', key: 'id' }, add)`),
    )
    const database = await makeDatabase()
    expect(await refusal(project.on(database).init())).toMatchObject({
      message: 'batches cannot be in the first migration of a database',
    })
  })

  it.each([
    [
      'that do not use the range',
      '() => sql`update items set n = n + 1`',
      'the function of the batches did not use its range',
    ],
    [
      'with a query that is not awaited',
      'async (range) => { void sql`update items set n = n + 1 where ${range}` }',
      'a query of the migration was never awaited, so it did not run',
    ],
    [
      'with one that is not awaited to its end',
      'async (range) => { void sql`select pg_sleep(0.2) from items where ${range}`.then(() => {}) }',
      'a query of the migration was not awaited to its end',
    ],
    [
      'in batches',
      `async (range) => { await sql.batches({ table: 'items', key: 'id', name: 'inner' }, add) }`,
      'batches run alone, and something ran beside them',
    ],
    [
      'that commit',
      'async (range) => { await add(range); await sql.unsafe("commit; begin") }',
      'the function of a batch ended the transaction of the batch',
    ],
  ])('%s', async (_, each, message) => {
    const { database, upgrade } = await made(
      items(5),
      upgradeWith(`${addOne}\n  await sql.batches({ table: 'items', key: 'id' }, ${each})`),
    )
    const error = await refusal(upgrade())
    expect(error).toMatchObject({ message, place: { line: 12 } })
    if (error.code !== 'E_SCRIPT_TRANSACTION') expect(await seen(database)).toEqual([{ n: 0, rows: 5 }])
    expect(await progressOf(database)).toEqual([])
  })

  it.each([
    [
      'not awaited',
      'sql.batches({ table: "items", key: "id" }, add)',
      'a call of batches of the migration was never awaited, so it did not run',
    ],
    [
      'not awaited to its end',
      'void sql.batches({ table: "items", key: "id", size: 1, pauseMs: 60000 }, add).then(() => {}, () => {})',
      'a call of batches of the migration was not awaited to its end',
    ],
    [
      'beside a query',
      'await Promise.all([sql.batches({ table: "items", key: "id", size: 1 }, add), sql`select 1`])',
      'batches run alone, and something ran beside them',
    ],
    [
      'behind a query that runs',
      'await Promise.all([sql`select pg_sleep(0.1)`, sql.batches({ table: "items", key: "id", size: 1 }, add)])',
      'batches run alone, and something ran beside them',
    ],
    [
      'beside others',
      'await Promise.all([sql.batches({ table: "items", key: "id", size: 1 }, add), sql.batches({ table: "users", key: "id" }, add)])',
      'batches run alone, and something ran beside them',
    ],
    [
      'in a transaction of the user',
      'await sql`begin`; await sql.batches({ table: "items", key: "id" }, add)',
      'batches cannot run in a transaction that the migration began',
    ],
    [
      'with a name twice',
      'for (const _ of [1, 2]) await sql.batches({ table: "items", key: "id", name: "x" }, add)',
      'batches cannot run: its name "x" is that of batches before it',
    ],
  ])('%s', async (_, code, message) => {
    const { upgrade } = await made(items(5), upgradeWith(`${addOne}\n  ${code}`))
    expect(await refusal(upgrade())).toMatchObject({ code: 'E_MIGRATION', message, place: { line: 12 } })
  })

  it('whose error is caught: the migration is not recorded', async () => {
    const { database, upgrade } = await made(
      items(5),
      upgradeWith(
        "await sql.batches({ table: 'items', key: 'id' }, (range) => sql`select 1 / 0 from items where ${range}`).then(() => {}, () => {})",
      ),
    )
    expect(await refusal(upgrade())).toMatchObject({
      code: 'E_MIGRATION',
      message: 'the batches "items" failed, and the migration went on',
    })
    expect(await headsOf(database)).toEqual(['ba5e00000000'])
  })
})
