import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { transcript } from '../support/cli.ts'
import { cliProjectWithDatabase, type CliProjectWithDatabase } from '../support/cli-project.ts'
import { startCli, until, type Started } from './started.ts'

/** A migration that goes through two tables; each row counts how often it was changed. */
const migration = (options: string) => `// Count
//
// revision: cccccccccccc
// revises: bbbbbbbbbbbb
// plinth: no-transaction

import type { Transaction } from 'plinth'

export async function upgrade(sql: Transaction): Promise<void> {
  await sql.batches({ table: 'items', key: ['k', 'id'], ${options} }, async (range) => {
    await sql\`update items set n = n + 1 where \${range}\`
    await sql\`insert into done select k, id from items where \${range}\`
  })
  await sql.batches({ table: 'teams', key: 'id', ${options} }, (range) => sql\`update teams set n = n + 1 where \${range}\`)
}
`

async function project(rows: number, options: string): Promise<CliProjectWithDatabase> {
  const made = await cliProjectWithDatabase()
  await made.run(['init'])
  await made.database
    .query(`create table items (k text, id int, n int not null default 0, primary key (k, id));
    insert into items select md5((i % 7)::text), i from generate_series(1, ${rows}) i; create table done (k text, id int);
    alter table teams add n int not null default 0; insert into teams select generate_series(1, ${rows / 10})`)
  await made.write('migrations/20260107090000_count.ts', migration(options))
  return made
}

const start = (made: CliProjectWithDatabase): Started =>
  startCli(['migrate'], { cwd: made.folder, env: { DATABASE_URL: made.database.url } })

async function doneIn({ database }: CliProjectWithDatabase): Promise<number> {
  const [row] = await database.query('select sum(n)::int as n from items')
  return row?.['n'] as number
}

async function eachOnce({ database }: CliProjectWithDatabase, rows: number): Promise<void> {
  expect(
    await database.query(`select (select array_agg(distinct n)::text from items) as items, (select array_agg(distinct n)::text from teams) as teams,
      (select count(*)::int from done) as done, (select count(distinct (k, id))::int from done) as distinct`),
  ).toEqual([{ items: '{1}', teams: '{1}', done: rows, distinct: rows }])
  expect(await database.query(`select from plinth.settings where name ~ '^batches'`)).toEqual([])
  expect(await database.query('select revision from plinth.heads')).toEqual([{ revision: 'cccccccccccc' }])
}

describe.skipIf(process.platform === 'win32')('a migrate in batches', () => {
  test('that is killed again and again: in the end each row was changed once', async () => {
    await using made = await project(3000, 'size: 20')
    let kills = 0
    for (;;) {
      const before = await doneIn(made)
      const running = start(made)
      await until(async () => running.hasEnded() || (await doneIn(made)) > before)
      await delay(kills * 7)
      running.signal('SIGKILL')
      const { code } = await running.ended
      if (code === 0) break
      kills += 1
      if (kills < 8) continue
      expect(await made.run(['migrate'])).toMatchObject({ code: 0 })
      break
    }
    expect(kills).toBeGreaterThan(1)
    await eachOnce(made, 3000)
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('that gets a %s: ends with %i, says how far it came, and goes on', async (name, code) => {
    await using made = await project(300, 'size: 10, pauseMs: 20')
    const running = start(made)
    await until(async () => (await doneIn(made)) > 50)
    running.signal(name)
    const ran = await running.ended
    expect(ran.code).toBe(code)
    const rows = await doneIn(made)
    expect(rows).toBeLessThan(300)
    expect(ran.stderr).toContain(
      `  result   ${rows / 10} batches of "items" with ${rows} rows are done and recorded, up to (k, id) (`,
    )
    expect(ran.stderr).toContain('  hint     To go on behind that, run the same command again.\n')
    const again = await made.run(['migrate'])
    expect(again.stderr).toContain(`  batches  items: going on behind ${rows} rows\n`)
    expect(again.stderr).toContain(`  batches  items: 300 rows done, ${rows} of them in an earlier run\n`)
    await eachOnce(made, 300)
  })

  test('a signal in the middle of a batch: its statement is cancelled', async () => {
    await using made = await project(30, 'size: 10')
    await made.database.query(
      `create function wait() returns trigger language plpgsql as 'begin perform pg_sleep(600); return new; end';
        create trigger wait before update on items for each row when (old.id % 7 = 3) execute function wait()`,
    )
    const running = start(made)
    await until(
      async () =>
        (
          await made.database.query(
            `select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()`,
          )
        ).length > 0,
    )
    running.signal('SIGTERM')
    expect((await running.ended).code).toBe(143)
    await made.database.query('drop trigger wait on items')
    expect(await made.run(['migrate'])).toMatchObject({ code: 0 })
    await eachOnce(made, 30)
  })

  test('what it shows', async () => {
    await using made = await project(100, 'size: 10')
    await made.database.query(`alter table items add check (id <> 50 or n = 0)`)
    expect(transcript(await made.run(['migrate']), made.folder)).toMatchInlineSnapshot(`
      "exit 4
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised
      ✖ migrations/20260107090000_count.ts:11:14  new row for relation "items" violates check constraint "items_check"  [23514]
            10 |   await sql.batches({ table: 'items', key: ['k', 'id'], size: 10 }, async (range) => {
          > 11 |     await sql\`update items set n = n + 1 where \${range}\`
               |              ^
            12 |     await sql\`insert into done select k, id from items where \${range}\`
        detail   Failing row contains (c4ca4238a0b923820dcc509a6f75849b, 50, 1).
                 It was the batch with (k, id) > (c4ca4238a0b923820dcc509a6f75849b, 8), (k, id) <= (c4ca4238a0b923820dcc509a6f75849b, 78).
        result   3 batches of "items" with 30 rows are done and recorded, up to (k, id) (c4ca4238a0b923820dcc509a6f75849b, 8); one that had begun was rolled back. What cccccccccccc did before stays, and it is not recorded as applied.
        hint     Mend it, and run the same command again: it goes on behind that.
        E_SQL, exit 4"
    `)
    expect((await made.run(['status'])).stdout).toContain(
      '  batches  the upgrade cccccccccccc stopped: items, 30 rows in 3 batches are done; it goes on behind them\n',
    )
    await made.database.query(`alter table items drop constraint items_check`)
    expect(transcript(await made.run(['migrate']), made.folder)).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      ✔ 1 applied · <database> is at cccccccccccc · <time>
      --- stderr
        target   postgres@<server>/<database>   DATABASE_URL · PostgreSQL <version>
        state    initialised
        batches  items: going on behind 30 rows
        batches  items: 100 rows done, 30 of them in an earlier run
        batches  teams: 10 rows done
        upgrade  ✔ cccccccccccc Count   <time>"
    `)
    await eachOnce(made, 100)
  })
})
