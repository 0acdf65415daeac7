import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { headsOf, journalOf, baseline } from '../../support/project.ts'
import { start } from './process.ts'
import { makeScene, nothingLeft, seedOf, type Scene } from './scene.ts'
import { randomOf } from '../../support/random.ts'

/** Some seconds long, with rows that would be there twice if it ran twice. */
const script = `create table public.log (v text);
insert into public.log values ('first');
select pg_sleep(1);
copy public.log from stdin;
copied
\\.
select pg_sleep(1);
create table public.last ();
insert into public.log values ('last');
`

const run = (scene: Scene, ...args: string[]) =>
  start(['init', ...args], scene.project.folder, { DATABASE_URL: scene.database.url })

async function expectOnce(scene: Scene): Promise<void> {
  await nothingLeft(scene.database)
  expect(await scene.database.query('select v from public.log order by v')).toEqual([
    { v: 'copied' },
    { v: 'first' },
    { v: 'last' },
  ])
  expect(await journalOf(scene.database)).toEqual([`${baseline} upgrade init`])
  expect(await headsOf(scene.database)).toEqual([baseline])
}

describe.skipIf(process.platform === 'win32')('eight processes at once', () => {
  it('one loads, all succeed', async () => {
    const scene = await makeScene(script)
    const results = await Promise.all(Array.from({ length: 8 }, () => run(scene).ended))
    expect(results.filter(({ code }) => code !== 0).map(({ stderr }) => stderr)).toEqual([])
    await expectOnce(scene)
  })

  it('an init script and a migration that create extensions: each is created once, all succeed', async ({
    skip,
  }) => {
    const [bare, names] = [await makeScene(''), ['citext', 'hstore', 'pgcrypto', 'pg_trgm']]
    const known = await bare.database.query('select name from pg_available_extensions')
    const [first, ...others] = names.filter((name) => known.some((row) => row['name'] === name))
    if (first === undefined) return skip('the server has none of the extensions of contrib')
    const create = others.map((name) => `create extension if not exists ${name};\n`).join('')
    const scene = await makeScene(`${create}${script}`)
    // Without IF NOT EXISTS: a second time fails.
    await scene.project.migration('extended', `create extension ${first};`)
    const results = await Promise.all(Array.from({ length: 8 }, () => run(scene).ended))
    expect(results.filter(({ code }) => code !== 0).map(({ stderr }) => stderr)).toEqual([])
    const made = `select extname as name from pg_extension where extname <> 'plpgsql' order by 1`
    expect((await scene.database.query(made)).map(({ name }) => name)).toEqual([first, ...others].sort())
    expect(await journalOf(scene.database)).toEqual([`${baseline} upgrade init`, 'extended upgrade executed'])
  })

  it('the one that loads is killed: another loads, all others succeed', async () => {
    const random = randomOf(seedOf('together'))
    for (let round = 0; round < 3; round++) {
      const scene = await makeScene(script)
      const runs = Array.from({ length: 8 }, () => run(scene))
      // It says so when it has the lock.
      const loads = () => runs.findIndex((one) => one.output().includes('running the init script'))
      while (loads() === -1) await pause(20)
      const victim = loads()
      await pause(1500 * random())
      runs[victim]?.signal('SIGKILL')
      const results = await Promise.all(runs.map(({ ended }) => ended))
      const failed = results.filter(({ code }, i) => code !== 0 && i !== victim)
      expect(failed.map(({ stderr }) => stderr)).toEqual([])
      await expectOnce(scene)
    }
  })

  it('some with --no-transaction: one loads; those that do not wait for it say that it is unfinished', async () => {
    const scene = await makeScene(script)
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, i) => run(scene, ...(i % 2 ? ['--no-transaction'] : [])).ended),
    )
    const bad = results.filter(({ code, stderr }) => code !== 0 && !stderr.includes('E_UNFINISHED'))
    expect(bad.map(({ stderr }) => stderr)).toEqual([])
    // Whoever asked for parts, and came when a load in parts was under way, goes on or finds it done.
    expect(results.filter(({ code }, i) => code !== 0 && i % 2).map(({ stderr }) => stderr)).toEqual([])
    expect(results.some(({ code }) => code === 0)).toBe(true)
    await expectOnce(scene)
  })

  it('all with --no-transaction, one killed: all others succeed, every row is there once', async () => {
    const random = randomOf(seedOf('together in parts'))
    const scene = await makeScene(script.replaceAll('select pg_sleep', 'vacuum;\nselect pg_sleep'))
    const runs = Array.from({ length: 8 }, () => run(scene, '--no-transaction'))
    await pause(800 + 2000 * random())
    runs[0]?.signal('SIGKILL')
    const results = await Promise.all(runs.map(({ ended }) => ended))
    expect(results.filter(({ code }, i) => code !== 0 && i !== 0).map(({ stderr }) => stderr)).toEqual([])
    await expectOnce(scene)
  })
})
