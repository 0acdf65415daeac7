import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { start } from '../faults/process.ts'
import { nothingLeft, seedOf } from '../faults/scene.ts'
import type { PlinthError } from '../../../src/index.ts'
import { eventually } from '../session/open.ts'
import { headsOf, journalOf } from '../../support/project.ts'
import { randomOf } from '../../support/random.ts'
import { add, indexesOf, logOf, makeScene, marksOf } from './scene.ts'

const rounds = process.env['PLINTH_FAULTS'] === 'all' ? 60 : 6

/** Six statements, of which two refuse a transaction, and which all take their time. */
const six = `${add(1)}
create index concurrently i on public.t (v);
insert into public.log select '3' from pg_sleep(0.1);
create unique index concurrently on public.t (id);
${add(5)}
insert into public.log select '6' from pg_sleep(0.1);`

const slow = `insert into public.t select n, 'value ' || n from generate_series(20001, 150000) n`

describe.skipIf(process.platform === 'win32')('kill -9 during a migration without a transaction', () => {
  it('at random moments, again and again: every statement is done once', async () => {
    const random = randomOf(seedOf('killed outside'))
    const found: Record<string, number> = {}
    const times: number[] = []
    for (let round = 0; round <= rounds; round++) {
      const { database, project } = await makeScene(six)
      await database.query(slow)
      const run = () => start(['migrate'], project.folder, { DATABASE_URL: database.url })
      const lasts = times[0] ?? 0
      // The first one is left alone, to know how long it takes.
      for (let kill = 0; kill < (round === 0 ? 0 : 2); kill++) {
        const running = run()
        await pause(lasts * (0.2 + 0.8 * random()))
        running.signal('SIGKILL')
        await running.ended
        const marks = await marksOf(database)
        const name = marks.length > 0 ? 'between' : (await headsOf(database)).join()
        found[name] = (found[name] ?? 0) + 1
      }
      const began = performance.now()
      const { code, stderr } = await run().ended
      times.push(performance.now() - began)
      expect(code, stderr).toBe(0)
      await nothingLeft(database)
      expect(await logOf(database)).toEqual(['1', '3', '5', '6'])
      expect(await indexesOf(database)).toEqual(['i', 't_id_idx'])
      expect(await marksOf(database)).toEqual([])
      expect(await journalOf(database)).toEqual(['ba5e00000000 upgrade init', 'm upgrade executed'])
    }
    process.stdout.write(`killed outside: ${JSON.stringify(found)}\n`)
  }, 600_000)

  it('two processes at once, one killed: the other one goes on, and every statement is done once', async () => {
    const { database, project } = await makeScene(six)
    await database.query(slow)
    const run = () => start(['migrate'], project.folder, { DATABASE_URL: database.url })
    const both = [run(), run()]
    await pause(700)
    both[0]?.signal('SIGKILL')
    const ends = await Promise.all(both.map(({ ended }) => ended))
    expect(ends[1]?.code, ends[1]?.stderr).toBe(0)
    expect(await logOf(database)).toEqual(['1', '3', '5', '6'])
    expect(await indexesOf(database)).toEqual(['i', 't_id_idx'])
    expect(await journalOf(database)).toHaveLength(2)
  })
})

it('a run whose script gives up its lock is stopped by the one that goes on, and nothing is done twice', async () => {
  const slowly = `insert into public.log select '3' from pg_sleep(1);`
  const { database, verbs } = await makeScene([add(1), 'discard all;', slowly, add(4)].join('\n'))
  const first = verbs.upgrade()
  await eventually(async () => (await logOf(database)).length > 0)
  const ends = await Promise.allSettled([first, verbs.upgrade()])
  const refused = ends.filter((end) => end.status === 'rejected')
  expect(refused.map(({ reason }) => (reason as PlinthError).code)).toContain('E_LOCK')
  expect(await logOf(database)).toEqual(expect.arrayContaining(['1', '3']))
  await verbs.upgrade()
  expect(await logOf(database)).toEqual(['1', '3', '4'])
  expect(await journalOf(database)).toHaveLength(2)
  expect(await marksOf(database)).toEqual([])
})
