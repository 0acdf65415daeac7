import { expect } from 'vitest'
import type { InitOptions } from '../../../src/index.ts'
import { eventually } from '../session/open.ts'
import {
  expectTrue,
  initIn,
  makeScene,
  nothingLeft,
  outcomeOf,
  pointsOf,
  sweep,
  type Outcome,
  type Scene,
} from './scene.ts'
import { startWire, type Fault } from './wire.ts'

/** A fault, and whether the run is interrupted when it happened: nothing else ends a run that waits in silence. */
export type CutPoint = Omit<Fault, 'onFault'>

export interface Swept {
  readonly points: number
  readonly fired: number
  /** How the runs ended, and how often. */
  readonly ends: Readonly<Record<string, number>>
}

/** What an undisturbed init makes, and how many messages it takes. */
export async function undisturbed(script: string, options: InitOptions = {}) {
  const scene = await makeScene(script)
  await scene.clear()
  const empty = await scene.contents()
  const wire = await startWire(scene.database.url)
  await initIn(scene, wire.url, options)
  await wire.close()
  return { empty, complete: await scene.contents(), messages: wire.messages, commits: wire.commits }
}

/** Cuts an init at every point; each time the database must be empty or complete, and a second init complete it. */
export async function sweepCuts(
  script: string,
  ways: readonly Omit<CutPoint, 'after'>[],
  { most, lanes }: { readonly most: number; readonly lanes: number },
): Promise<Swept> {
  const expected = await undisturbed(script)
  const scenes = await Promise.all(Array.from({ length: lanes }, () => makeScene(script)))
  const ends: Record<string, number> = {}
  let fired = 0
  const points = ways.flatMap((way) =>
    pointsOf(expected.messages[way.from] + 2, most, expected.commits[way.from]).map((after) => ({
      ...way,
      after,
    })),
  )
  await sweep(points, scenes, async (point, scene) => {
    const { outcome, hasFailed } = await cutOnce(scene, point)
    if (hasFailed) fired += 1
    const name = outcome.error?.code ?? 'done'
    ends[name] = (ends[name] ?? 0) + 1
    const found = await scene.contents()
    expect([expected.empty, expected.complete], `neither empty nor complete after ${name}`).toContain(found)
    expectTrue(outcome, found === expected.complete)
    await initIn(scene, scene.database.url)
    expect(await scene.contents()).toBe(expected.complete)
  })
  return { points: points.length, fired, ends }
}

/** One run through a wire that fails; returns when its backend is gone. */
export async function cutOnce(
  scene: Scene,
  point: CutPoint,
  options: InitOptions = {},
): Promise<{ readonly outcome: Outcome; readonly hasFailed: boolean }> {
  const interruption = new AbortController()
  const onFault = () => {
    if (point.ending === 'silence') setTimeout(() => interruption.abort('SIGINT'), 30)
    if (point.ending === 'none') interruption.abort('SIGINT')
  }
  const wire = await startWire(scene.database.url, { ...point, onFault })
  try {
    const outcome = await outcomeOf(initIn(scene, wire.url, options, interruption.signal))
    // Not one socket may keep the process alive.
    await eventually(async () => wire.open === 0, 5000).catch(() => {
      throw new Error(`${wire.open} sockets are open after ${outcome.error?.code ?? 'the end'}`)
    })
    await nothingLeft(scene.database)
    return { outcome, hasFailed: wire.hasFailed }
  } finally {
    await wire.close()
  }
}
