import postgres from 'postgres'
import { describe, expect, it } from 'vitest'
import { makeDatabase, makeProject, type TestProject } from '../../support/project.ts'
import type { TestDatabase } from '../../support/server.ts'
import { until, type Started } from '../../cli/started.ts'
import { start } from './process.ts'
import { allOf, nobody, nothingLeft, seedOf } from './scene.ts'
import { randomOf } from '../../support/random.ts'

const backend = (state: string) => `select from pg_stat_activity where datname = current_database()
  and application_name ~ '^plinth:init:[0-9a-f]*$' and ${state}`
const sleeping = backend(`state = 'active' and wait_event = 'PgSleep'`)

interface Place {
  readonly project: TestProject
  readonly database: TestDatabase
  readonly empty: string
  run(...args: string[]): Started
}

async function place(init: string): Promise<Place> {
  const [project, database] = [await makeProject({ init }), await makeDatabase()]
  const env = { DATABASE_URL: database.url }
  return {
    project,
    database,
    empty: await allOf(database),
    run: (...args) => start(['init', ...args], project.folder, env),
  }
}

async function reaches({ database }: Place, running: Started, sql: string): Promise<void> {
  await until(async () => {
    if (running.hasEnded()) throw new Error(`it ended: ${running.output()}`)
    return (await database.query(sql)).length > 0
  })
}

const rounds = process.env['PLINTH_FAULTS'] === 'all' ? 60 : 8
const half = 'create table public.half ();\n'
const rows = (count: number) => Array.from({ length: count }, (_, i) => `${i}\tvalue ${i}`).join('\n')
const group = Array.from({ length: 30 }, (_, i) => `create table public.t${i} (id integer);`).join('\n')

const moments: readonly (readonly [string, string, string])[] = [
  [
    'a long statement within a group',
    `${half}${group}\nselect pg_sleep(600);\n${group.replaceAll('public.t', 'public.u')}`,
    sleeping,
  ],
  [
    'a long statement that is tolerated',
    `${half}do $$ begin perform pg_sleep(600); end $$;\nalter table public.half owner to ${nobody};`,
    sleeping,
  ],
  [
    'a COPY whose trigger is slow',
    `create table public.half (n integer, v text);
create function public.slow() returns trigger language plpgsql as $$ begin perform pg_sleep(600); return new; end $$;
create trigger slow before insert on public.half for each row execute function public.slow();
copy public.half from stdin;\n${rows(60_000)}\n\\.\n`,
    sleeping,
  ],
  [
    'the end of a COPY that is slow',
    `create table public.half (n integer, v text);
create function public.slow() returns trigger language plpgsql as $$ begin perform pg_sleep(600); return new; end $$;
create trigger slow after insert on public.half for each statement execute function public.slow();
copy public.half from stdin;\n${rows(2000)}\n\\.\n`,
    sleeping,
  ],
  [
    'a check at the end of the transaction',
    `create table public.half (n integer);
create function public.slow() returns trigger language plpgsql as $$ begin perform pg_sleep(600); return new; end $$;
create constraint trigger slow after insert on public.half deferrable initially deferred for each row execute function public.slow();
insert into public.half values (1);\n`,
    sleeping,
  ],
]

describe.skipIf(process.platform === 'win32')('a signal', () => {
  it.each(
    moments.flatMap(
      ([what, init, moment], i) => [[i % 2 ? 'SIGTERM' : 'SIGINT', what, init, moment]] as const,
    ),
  )('%s during %s: cancelled, rolled back, no lock', async (signal, _, init, moment) => {
    const here = await place(init)
    const running = here.run()
    await reaches(here, running, moment)
    running.signal(signal)
    const { code, stderr } = await running.ended
    expect([code, stderr]).toEqual([
      signal === 'SIGINT' ? 130 : 143,
      expect.stringContaining('E_INTERRUPTED'),
    ])
    expect(stderr).toContain('The init script was rolled back. Nothing was changed.')
    await nothingLeft(here.database, 10_000)
    expect(await allOf(here.database)).toBe(here.empty)
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s in parts: what was committed stays, the rest is rolled back, and a re-run goes on',
    async (signal, code) => {
      const here = await place(`create table public.log (v text);
begin;
insert into public.log values ('one');
commit;
begin;
insert into public.log values ('two');
select pg_sleep(coalesce(current_setting('plinth.pause', true), '600')::float);
end;
`)
      const running = here.run('--no-transaction')
      await reaches(here, running, sleeping)
      running.signal(signal)
      const ran = await running.ended
      expect([ran.code, ran.stderr]).toEqual([
        code,
        expect.stringContaining('The first 4 statements of the init script stay'),
      ])
      await nothingLeft(here.database, 10_000)
      expect(await here.database.query('select v from public.log')).toEqual([{ v: 'one' }])
      await here.database.query(
        `do $$ begin execute format('alter database %I set plinth.pause = 0', current_database()); end $$`,
      )
      expect((await here.run('--no-transaction').ended).code).toBe(0)
      expect(await here.database.query('select v from public.log order by v')).toEqual([
        { v: 'one' },
        { v: 'two' },
      ])
    },
  )

  it('in parts, killed within a CREATE INDEX CONCURRENTLY: what is half there is told, and a re-run goes on when it is gone', async () => {
    const here = await place(`create table public.log (v text);
insert into public.log values ('one');
create index concurrently log_v on public.log (v);
insert into public.log values ('two');
`)
    // An old snapshot keeps it waiting, when the index is there but not valid.
    const old = postgres(here.database.url, { max: 1, prepare: false, fetch_types: false })
    await old.unsafe('begin isolation level repeatable read; select 1')
    const running = here.run('--no-transaction')
    await until(
      async () => (await here.database.query(`select from pg_index where not indisvalid`)).length > 0,
    )
    running.signal('SIGKILL')
    await running.ended
    await old.end({ timeout: 0 })
    await nothingLeft(here.database)
    // What is half there is not passed over in silence: a person looks, and takes it away.
    const again = await here.run('--no-transaction').ended
    expect([again.code, again.stderr]).toEqual([
      4,
      expect.stringContaining('sql/init.sql:3:1  relation "log_v" already exists'),
    ])
    expect(again.stderr).toContain('going on with the init script behind statement 2')
    expect(again.stderr).toContain('The load that was stopped had begun this statement.')
    await here.database.query('drop index public.log_v')
    expect((await here.run('--no-transaction').ended).code).toBe(0)
    expect(await here.database.query('select v from public.log order by v')).toEqual([
      { v: 'one' },
      { v: 'two' },
    ])
    expect(await here.database.query('select from pg_index where not indisvalid')).toEqual([])
  })

  it('at random moments: empty and 130, or complete; what is said is so', async () => {
    const random = randomOf(seedOf('interrupt'))
    const init = `${half}${group}
create table public.rows (n integer, v text);
copy public.rows from stdin;\n${rows(60_000)}\n\\.
${Array.from({ length: 400 }, (_, i) => `insert into public.rows values (-${i}, '${'x'.repeat(400)}');`).join('\n')}
`
    const whole = await place(init)
    const began = performance.now()
    expect((await whole.run().ended).code).toBe(0)
    const lasts = performance.now() - began
    const complete = await allOf(whole.database)
    const here = await place(init)
    const ends: Record<string, number> = {}
    for (let round = 0; round < rounds; round++) {
      const running = here.run()
      await new Promise((resolve) => setTimeout(resolve, lasts * (0.1 + 0.95 * random())))
      running.signal(round % 2 ? 'SIGTERM' : 'SIGINT')
      const { code, stderr } = await running.ended
      await nothingLeft(here.database, 10_000)
      const found = await allOf(here.database)
      expect([here.empty, complete]).toContain(found)
      if (/rolled back|Nothing was changed/.test(stderr)) expect(found, stderr).toBe(here.empty)
      if (code === 0) expect(found).toBe(complete)
      else if (code !== null) expect([130, 143], stderr).toContain(code)
      ends[String(code)] = (ends[String(code)] ?? 0) + 1
      if (found === complete) {
        await here.database.query(`drop schema plinth cascade; drop table public.half, public.rows;
          do $$ begin for i in 0..29 loop execute format('drop table public.t%s', i); end loop; end $$`)
      }
    }
    process.stdout.write(`interrupted at random: ${JSON.stringify(ends)}\n`)
  })
})
