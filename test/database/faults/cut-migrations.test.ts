import { expect, test } from 'vitest'
import type { PlinthEvent } from '../../../src/index.ts'
import { eventually } from '../session/open.ts'
import type { CutPoint } from './cut.ts'
import { nothingLeft, outcomeOf, pointsOf, type Outcome } from './scene.ts'
import { foundIn, migrationsScene, names, undoAll } from './migrations-scene.ts'
import { startWire } from './wire.ts'

/** What an error says of the steps must be so. */
function expectTrue({ error }: Outcome, recorded: readonly string[]): void {
  if (error === undefined) return expect(recorded).toEqual(names)
  const said = [error.message, error.result].join(' · ')
  const [, undone] = /(a\d) was rolled back/.exec(error.result ?? '') ?? []
  if (undone !== undefined) expect(recorded, said).not.toContain(undone)
  const [, last] = /stays? applied, up to (a\d)/.exec(error.result ?? '') ?? []
  if (last !== undefined) expect(recorded, said).toContain(last)
  if (/Nothing was changed/.test(error.result ?? '')) expect(recorded, said).toEqual([])
}

const ways: readonly Omit<CutPoint, 'after'>[] = [
  { from: 'server', ending: 'fin' },
  { from: 'server', ending: 'rst', torn: true },
  { from: 'client', ending: 'fin' },
  { from: 'client', ending: 'rst', torn: true },
  { from: 'server', ending: 'none' },
]

test.each(['after each step', 'at the end'] as const)(
  'a run of migrations that is cut or interrupted anywhere, committed %s: no gap, nothing told that is not so, and the next run goes on',
  async (commit) => {
    const scenes = await Promise.all([migrationsScene(), migrationsScene(), migrationsScene()])
    const wire = await startWire(scenes[0].database.url)
    await scenes[0].project.on({ url: wire.url }).upgrade({ commit })
    await wire.close()
    await undoAll(scenes[0])
    const points = ways.flatMap((way) => {
      // The first and the last commit stand for the others.
      const commits = wire.commits[way.from]
      const near = [...commits.slice(0, 1), ...commits.slice(-1)]
      return pointsOf(wire.messages[way.from] + 1, 6, near).map((after) => ({ ...way, after }))
    })
    const ends: Record<string, number> = {}
    const failures: string[] = []
    const queue = [...points]
    await Promise.all(
      scenes.map(async (scene) => {
        for (let point = queue.shift(); point !== undefined; point = queue.shift()) {
          try {
            const name = await cutOnce(scene, point, commit)
            ends[name] = (ends[name] ?? 0) + 1
          } catch (error) {
            failures.push(`${JSON.stringify(point)}: ${(error as Error).message}`)
          }
        }
      }),
    )
    process.stdout.write(
      `migrations, committed ${commit}: ${points.length} points, ${JSON.stringify(ends)}\n`,
    )
    expect(failures).toEqual([])
    expect(ends['E_CONNECTION_LOST'] ?? 0).toBeGreaterThan(10)
  },
  3_600_000,
)

async function cutOnce(
  scene: Awaited<ReturnType<typeof migrationsScene>>,
  point: CutPoint,
  commit: 'after each step' | 'at the end',
): Promise<string> {
  const { project, database, verbs } = scene
  const interruption = new AbortController()
  const told: string[] = []
  const onEvent = (event: PlinthEvent) => void (event.kind === 'applied' && told.push(event.revision))
  const onFault = () => point.ending === 'none' && interruption.abort('SIGINT')
  const wire = await startWire(database.url, { ...point, onFault })
  try {
    const run = project.on({ url: wire.url }, { signal: interruption.signal, onEvent }).upgrade({ commit })
    const outcome = await outcomeOf(run)
    await eventually(async () => wire.open === 0, 5000)
    await nothingLeft(database)
    const recorded = await foundIn(database)
    expect(told).toEqual(recorded.slice(0, told.length))
    if (commit === 'at the end') expect([0, names.length]).toContain(recorded.length)
    expectTrue(outcome, recorded)
    await verbs.upgrade()
    expect(await foundIn(database)).toEqual(names)
    await undoAll(scene)
    return outcome.error?.code ?? 'done'
  } finally {
    await wire.close()
  }
}
