import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { headsOf } from '../../support/project.ts'
import { addOne, batchesIn, items, made, progressOf, seen, upgradeWith } from '../../support/batches.ts'

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

  it('run several queries of a batch at once', async () => {
    const { database, upgrade } = await made(
      items(25),
      upgradeWith(`await sql.batches({ table: 'items', key: 'id', size: 10 }, async (range) => {
    await Promise.all([1, 2, 3].map(() => sql\`update items set n = n + 1 where \${range}\`))
    await new Promise((resolve) => setTimeout(resolve, 5))
    await sql\`update items set n = n + 1 where id in (\${sql\`select id from items o where \${range.of('o')} and n > \${0}\`}) and n < \${10}\`
  })`),
    )
    await upgrade()
    expect(await seen(database)).toEqual([{ n: 4, rows: 25 }])
  })

  it.each([
    ['an index', 'create index on items (k, id)', 0],
    ['an index of a part', 'create index on items (k) where id > 5', 1],
    ['an index in another order of the columns', 'create index on items (id, k)', 1],
  ])('%s: a warning where each batch reads the whole table', async (_, index, warnings) => {
    const { upgrade, events } = await made(
      `${items(25)}; alter table items add k int not null default 1; ${index}`,
      upgradeWith(`${addOne}\n  await sql.batches({ table: 'items', key: 'k', size: 10 }, add)`),
    )
    await upgrade()
    expect(
      events.filter(({ kind }) => kind === 'notice').map((event) => 'text' in event && event.text),
    ).toEqual(
      Array.from({ length: warnings }, () => 'no index begins with k: each batch reads the whole table'),
    )
  })

  it('run as a role that may only write the tracking; one that may not delete its settings migrates in SQL', async () => {
    const { database, project, path } = await made(
      items(25),
      upgradeWith(`${addOne}\n  await sql.batches({ table: 'items', key: 'id', size: 10 }, add)`),
    )
    const role = `plinth_${randomBytes(6).toString('hex')}`
    await database.query(`create role ${role} login password 'pw'; alter table items owner to ${role};
      grant usage on schema plinth to ${role}; grant select, insert, delete on all tables in schema plinth to ${role}`)
    const url = Object.assign(new URL(database.url), { username: role, password: 'pw' }).href
    await project.on({ url }).upgrade()
    expect(await seen(database)).toEqual([{ n: 1, rows: 25 }])
    expect(await progressOf(database)).toEqual([])
    await database.query(`revoke insert, delete on plinth.settings from ${role}`)
    await writeFile(
      path.replace('20260102030405_batches.ts', '20260103030405_more.sql'),
      '-- More\n--\n-- revision: more00000001\n-- revises: batch0000001\n\n-- plinth: upgrade\nalter table public.items add more int;\n',
    )
    await project.on({ url }).upgrade()
    expect(await headsOf(database)).toEqual(['more00000001'])
    await database.query(
      `reassign owned by ${role} to current_user; drop owned by ${role}; drop role ${role}`,
    )
  })
})
