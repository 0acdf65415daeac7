import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { addOne, batchesIn, header, items, made, seen, upgradeWith } from '../../support/batches.ts'
import { refusal } from '../../support/project.ts'

const call = (options = '', each = 'add') =>
  upgradeWith(`${addOne}\n  await sql.batches({ table: 'items', key: 'id', size: 10${options} }, ${each})`)

describe('batches of a table that is in use', () => {
  it('rows that are inserted meanwhile: behind the last key they are not waited for, before it each is changed once', async () => {
    const { database, upgrade } = await made(
      `create table items (id bigint primary key, n int not null default 0); insert into items select i * 10 from generate_series(1, 30) i`,
      upgradeWith(`await sql.batches({ table: 'items', key: 'id', size: 10 }, async (range) => {
    await sql\`update items set n = n + 1 where \${range}\`
    await sql\`insert into items select max(id) + 7 from items\`
    await sql\`insert into items values (205)  on conflict do nothing\`
  })`),
    )
    await upgrade()
    expect(await seen(database)).toEqual([
      { n: 0, rows: 4 },
      { n: 1, rows: 31 },
    ])
  })

  it('a row that is locked: the batch is tried again, and no row is changed twice', async () => {
    const { database, upgrade, events } = await made(items(25), call(), {
      settings: { statementLockTimeout: '100ms' },
    })
    await database.query('begin; select from items where id = 15 for update')
    const onEvent = (event: (typeof events)[number]) => {
      events.push(event)
      if (event.kind === 'retry' && event.tries === 2) void database.query('commit')
    }
    await upgrade({ onEvent })
    expect(events.filter(({ kind }) => kind === 'retry')).toMatchObject([{ tries: 1 }, { tries: 2 }])
    expect(await seen(database)).toEqual([{ n: 1, rows: 25 }])
    expect(batchesIn(events).map(({ rows }) => rows)).toEqual([0, 10, 20, 25, 25])
  })

  it('a row that stays locked: what is done stays', async () => {
    const { database, upgrade } = await made(items(25), call(), {
      settings: { statementLockTimeout: '50ms', lockRetries: 1 },
    })
    await database.query('begin; select from items where id = 15 for update')
    const error = await refusal(upgrade())
    expect(error).toMatchObject({
      sqlState: '55P03',
      detail: expect.stringContaining('It was the batch with id > 10, id <= 20.\nIt was tried 2 times.'),
      place: { line: 11 },
    })
    await database.query('rollback')
    await upgrade()
    expect(await seen(database)).toEqual([{ n: 1, rows: 25 }])
  })

  it('a connection that is lost in a batch: what is done stays, and the next run goes on', async () => {
    const { database, upgrade } = await made(
      items(25),
      call(
        '',
        `async (range) => {
    await add(range)
    await sql\`select pg_terminate_backend(pg_backend_pid()) from items where \${range} and id = 15 and to_regclass('mended') is null\`
  }`,
      ),
    )
    const error = await refusal(upgrade())
    expect(error).toMatchObject({
      code: 'E_CONNECTION_LOST',
      result: expect.stringMatching(
        /^1 batch of "items" with 10 rows is done and recorded, up to id 10; one that had begun was rolled back\./,
      ),
      hint: 'When the server is back, run the same command again: it goes on behind that.',
    })
    await database.query('create table mended ()')
    await upgrade()
    expect(await seen(database)).toEqual([{ n: 1, rows: 25 }])
  })

  it('a deferred constraint that does not hold: the batch is rolled back', async () => {
    const { database, upgrade } = await made(
      `${items(25)}; alter table items add constraint small check (n < 5), add other int references users deferrable initially deferred`,
      call(
        '',
        '(range) => sql`update items set n = n + 1, other = case id when 15 then 7 end where ${range}`',
      ),
    )
    expect(await refusal(upgrade())).toMatchObject({
      sqlState: '23503',
      result: expect.stringMatching(/^1 batch of "items" with 10 rows is done and recorded, up to id 10; /),
    })
    expect(await seen(database)).toEqual([
      { n: 0, rows: 15 },
      { n: 1, rows: 10 },
    ])
  })

  it('a role, a search path and a lock timeout of the migration hold for its batches, and the progress is written all the same', async () => {
    const role = `plinth_${randomBytes(6).toString('hex')}`
    const { database, upgrade } = await made(
      `create schema app; create table app.items (id int primary key, n int default 0, told text);
        insert into app.items select generate_series(1, 25); create role ${role}; grant usage on schema app to ${role}; grant all on app.items to ${role}`,
      upgradeWith(`  await sql.unsafe("set role ${role}; set search_path = app; set lock_timeout = '3s'; set extra_float_digits = 0")
  await sql.batches({ table: 'items', key: 'id', size: 10 }, async (range) => {
    await sql\`update items set n = n + 1, told = concat_ws(' ', current_user, current_setting('lock_timeout'), current_setting('extra_float_digits')) where \${range}\`
  })`),
    )
    await upgrade()
    expect(await seen(database, 'app.items')).toEqual([{ n: 1, rows: 25 }])
    expect(await database.query('select distinct told from app.items')).toEqual([{ told: `${role} 3s 0` }])
    await database.query(`drop owned by ${role}; drop role ${role}`)
  })
})

describe('the session of the migration', () => {
  it.each(['20260102030405_batches.mjs', '20260102030405_batches.js'])('%s', async (name) => {
    const { database, upgrade } = await made(
      items(25),
      call().replace('range: any', 'range').replace('sql: Transaction', 'sql'),
      {
        head: header.replace(/^import.*\n/m, ''),
        name,
      },
    )
    await upgrade()
    expect(await seen(database)).toEqual([{ n: 1, rows: 25 }])
  })
})
