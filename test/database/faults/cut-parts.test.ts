import { expect, test } from 'vitest'
import { cutOnce, undisturbed, type CutPoint } from './cut.ts'
import { inParts, initIn, makeScene, pointsOf, sweep } from './scene.ts'

const options = { transaction: 'in parts' } as const

test.each([
  ['server', 'fin'],
  ['server', 'rst'],
  ['client', 'fin'],
  ['server', 'silence'],
] as const)(
  'in parts: after each message of the %s (%s), a re-run goes on',
  async (from, ending) => {
    const expected = await undisturbed(inParts, options)
    const scenes = await Promise.all(
      Array.from({ length: ending === 'silence' ? 12 : 4 }, () => makeScene(inParts)),
    )
    const ends: Record<string, number> = {}
    const { commits } = expected
    const points: CutPoint[] = pointsOf(expected.messages[from] + 2, 20, [
      commits[from][3] ?? 0,
      commits[from].at(-1) ?? 0,
    ]).map((after) => ({
      from,
      after,
      ending,
    }))
    await sweep(points, scenes, async (point, scene) => {
      const { outcome } = await cutOnce(scene, point, options)
      const name = outcome.error?.code ?? 'done'
      ends[name] = (ends[name] ?? 0) + 1
      const verbs = scene.project.on(scene.database)
      const { state } = await verbs.status()
      if (outcome.error === undefined) expect(state.kind).toBe('initialised')
      else expect(['empty', 'unfinished', 'initialised']).toContain(state.kind)
      const stays = /first (\d+) statements/.exec(outcome.error?.result ?? '')?.[1]
      if (stays !== undefined && state.kind === 'unfinished')
        expect(state.progress.statements, outcome.error?.code).toBe(Number(stays))
      // It is recorded how far it came, and a re-run goes on: nobody has to repair anything.
      expect(outcome.error?.result ?? '').not.toContain('it is not recorded')
      await initIn(scene, scene.database.url, options)
      expect(await scene.contents()).toBe(expected.complete)
    })
    process.stdout.write(
      `in parts, ${ending} of the ${from}: ${JSON.stringify({ points: points.length, ends })}\n`,
    )
  },
  3_600_000,
)

test('in parts: cut again and again, each run a little later', async () => {
  const expected = await undisturbed(inParts, options)
  const scene = await makeScene(inParts)
  await scene.clear()
  let runs = 0
  for (let after = 40; ; after += 15) {
    expect(++runs).toBeLessThan(200)
    const { outcome, hasFailed } = await cutOnce(scene, { from: 'server', after, ending: 'fin' }, options)
    if (outcome.error === undefined) break
    expect(hasFailed).toBe(true)
  }
  expect(runs).toBeGreaterThan(3)
  expect(await scene.contents()).toBe(expected.complete)
}, 600_000)
