import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { foundIn, migrationsScene, names, undoAll } from './migrations-scene.ts'
import { start } from './process.ts'
import { allOf, makeScene, nothingLeft, nobody, seedOf } from './scene.ts'
import { randomOf } from '../../support/random.ts'

const rounds = process.env['PLINTH_FAULTS'] === 'all' ? 60 : 5

const rows = (count: number) => Array.from({ length: count }, (_, i) => `${i}\tvalue ${i}`).join('\n')
const tables = (name: string) =>
  Array.from(
    { length: 120 },
    (_, i) => `create table public.${name}${i} (id integer primary key, v text);`,
  ).join('\n')

/** About a second: tables, a COPY, an index, inserts, tables. */
const script = `${tables('a')}
alter table public.a0 owner to ${nobody};
copy public.a0 from stdin;
${rows(60_000)}
\\.
create index on public.a0 (v);
${Array.from({ length: 300 }, (_, i) => `insert into public.a1 values (${i}, '${'x'.repeat(300)}');`).join('\n')}
${tables('b')}
copy public.b0 from stdin;
${rows(60_000)}
\\.
`

describe.skipIf(process.platform === 'win32')('kill -9 at random moments', () => {
  it.each([
    ['one transaction', []],
    ['in parts', ['--no-transaction']],
  ] as const)(
    '%s: init completes afterwards, no backend and no lock stays',
    async (what, args) => {
      const random = randomOf(seedOf(`killed, ${what}`))
      const scene = await makeScene(script)
      const env = { DATABASE_URL: scene.database.url }
      const run = () => start(['init', ...args], scene.project.folder, env)
      await scene.clear()
      const empty = await scene.contents()
      const began = performance.now()
      const first = await run().ended
      expect(first.code, first.stderr).toBe(0)
      const lasts = performance.now() - began
      const complete = await scene.contents()
      const found: Record<string, number> = {}
      for (let round = 0; round < rounds; round++) {
        await scene.clear()
        const running = run()
        await pause(lasts * (0.15 + 0.9 * random()))
        running.signal('SIGKILL')
        await running.ended
        await nothingLeft(scene.database, 10_000)
        const now = await scene.contents()
        const name = now === empty ? 'empty' : now === complete ? 'complete' : 'between'
        found[name] = (found[name] ?? 0) + 1
        if (args.length === 0) expect(name).not.toBe('between')
        const again = await run().ended
        expect(again.code, again.stderr).toBe(0)
        expect(await scene.contents()).toBe(complete)
      }
      process.stdout.write(`killed, ${what}: ${JSON.stringify(found)}\n`)
    },
    600_000,
  )

  it('a run of migrations: what is recorded is there, without gaps, and the next run goes on', async () => {
    const random = randomOf(seedOf('killed, migrations'))
    const scene = await migrationsScene()
    const run = () => start(['migrate'], scene.project.folder, { DATABASE_URL: scene.database.url })
    const began = performance.now()
    expect((await run().ended).code).toBe(0)
    const lasts = performance.now() - began
    const found: Record<string, number> = {}
    for (let round = 0; round < rounds; round++) {
      await undoAll(scene)
      const running = run()
      await pause(lasts * (0.3 + 0.7 * random()))
      running.signal('SIGKILL')
      await running.ended
      await nothingLeft(scene.database, 10_000)
      const { length } = await foundIn(scene.database)
      found[length] = (found[length] ?? 0) + 1
      const again = await run().ended
      expect(again.code, again.stderr).toBe(0)
      expect(await foundIn(scene.database)).toEqual(names)
    }
    process.stdout.write(`killed, migrations: ${JSON.stringify(found)}\n`)
  }, 600_000)

  it('while the server is in a long statement: the backend ends with it', async () => {
    const scene = await makeScene('create table public.half ();\nselect pg_sleep(600);\n')
    const empty = await allOf(scene.database)
    const running = start(['init'], scene.project.folder, { DATABASE_URL: scene.database.url })
    const sleeping = `select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`
    while ((await scene.database.query(sleeping)).length === 0) {
      if (running.hasEnded()) throw new Error(running.output())
      await pause(50)
    }
    running.signal('SIGKILL')
    const [row] = await scene.database.query(
      `select current_setting('client_connection_check_interval', true) is not null as checks`,
    )
    if (row?.['checks'] === true) await nothingLeft(scene.database, 15_000)
    else
      await scene.database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'`,
      )
    await nothingLeft(scene.database, 15_000)
    expect(await allOf(scene.database)).toBe(empty)
  })
})
