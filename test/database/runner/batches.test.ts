import { describe, expect, it } from 'vitest'
import { headsOf } from '../../support/project.ts'
import { batchesIn, items, made, progressOf, seen, upgradeWith } from '../../support/batches.ts'

describe('batches', () => {
  it('change each row once, each batch in a transaction of its own, and leave no progress behind', async () => {
    const { database, upgrade, events } = await made(
      `${items(25)}; create table public.seen (tx bigint, rows int)`,
      upgradeWith(`const done = await sql.batches({ table: 'public.items', key: 'id', size: 10 }, async (range) => {
    const { count } = await sql\`update public.items set n = n + 1 where \${range}\`
    await sql\`insert into public.seen values (pg_current_xact_id()::text::bigint, \${count})\`
  })
  if (done.rows !== 25 || done.batches !== 3) throw new Error(JSON.stringify(done))`),
    )
    expect((await upgrade()).applied).toMatchObject([{ revision: 'batch0000001', statements: 6 }])
    expect(await seen(database)).toEqual([{ n: 1, rows: 25 }])
    expect(
      await database.query(
        'select count(distinct tx)::int as transactions, array_agg(rows order by tx)::text as rows from public.seen',
      ),
    ).toEqual([{ transactions: 3, rows: '{10,10,5}' }])
    expect(await progressOf(database)).toEqual([])
    expect(await headsOf(database)).toEqual(['batch0000001'])
    expect(batchesIn(events).map(({ rows, state }) => `${rows} ${state}`)).toEqual([
      '0 running',
      '10 running',
      '20 running',
      '25 running',
      '25 done',
    ])
    expect(batchesIn(events).at(-1)).toEqual({
      kind: 'batches',
      revision: 'batch0000001',
      name: 'public.items',
      rows: 25,
      rowsBefore: 0,
      totalRows: 25,
      state: 'done',
    })
  })
})
