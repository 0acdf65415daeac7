import { describe, expect, it } from 'vitest'
import { parseMigration } from '../../../src/migrations/parse-migration.ts'
import { graphFaults, revisionGraph } from '../../../src/revision/graph.ts'
import { drawLanes } from '../../../src/revision/lanes.ts'
import { downgradePath, upgradePath } from '../../../src/revision/path.ts'
import { revisionId, type Revision } from '../../../src/revision/revision.ts'
import { resolveRange } from '../../../src/revision/target.ts'

/** A history in the shape that `parents` draws: of each revision, by number, the numbers of those it revises. */
function historyOf(count: number, parents: (i: number) => readonly number[]): readonly Revision[] {
  const id = (i: number) => revisionId(`r${String(i).padStart(8, '0')}`)
  return Array.from({ length: count }, (_, i) => ({
    id: id(i),
    downRevisions: parents(i).map(id),
    dependsOn: [],
    labels: [],
    message: '',
    file: `${id(i)}.sql`,
    created: undefined,
  }))
}

const shapes: Readonly<Record<string, (i: number) => readonly number[]>> = {
  'in a line': (i) => (i === 0 ? [] : [i - 1]),
  /** Eight branches that part and join, again and again. */
  'of branches that join': (i) => {
    const root = i - (i % 10)
    if (i % 10 === 0) return i === 0 ? [] : [i - 1]
    return i % 10 < 9 ? [root] : [1, 2, 3, 4, 5, 6, 7, 8].map((k) => root + k)
  },
}

/** The least processor time of several tries, in ms: what else the machine does only adds to it. */
function cost(work: () => unknown): number {
  const tries = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  return Math.max(1, Math.min(...tries))
}

/** Sixteen times as much of what grows linearly costs sixteen times as much, and somewhat more for the memory; 256 times where it is quadratic. */
const linear = 80

describe.each(Object.entries(shapes))('what is done with a history %s grows as it does', (_, shape) => {
  const works: Readonly<Record<string, (revisions: readonly Revision[]) => unknown>> = {
    graph: (revisions) => revisionGraph(revisions),
    faults: (revisions) => graphFaults(revisions),
    up: (revisions) => {
      const graph = revisionGraph(revisions)
      return upgradePath(graph, [], graph.heads)
    },
    down: (revisions) => {
      const graph = revisionGraph(revisions)
      return downgradePath(graph, graph.heads, [])
    },
    range: (revisions) => resolveRange(revisionGraph(revisions), ':'),
    lanes: (revisions) =>
      drawLanes(revisions.map(({ id, downRevisions }) => ({ id, parents: downRevisions })).toReversed()).map(
        ({ lanes }) => lanes('o'),
      ),
  }

  it.each(Object.entries(works))('%s', (_name, work) => {
    const [some, many] = [historyOf(1250, shape), historyOf(20_000, shape)]
    expect(cost(() => work(many)) / cost(() => work(some))).toBeLessThan(linear)
  })
})

it('the path to thousands of heads at once is found', () => {
  const graph = revisionGraph(historyOf(3000, (i) => (i === 0 ? [] : [0])))
  const steps = upgradePath(graph, [], graph.heads)
  expect(steps.at(-1)?.to).toEqual([...graph.heads].sort())
})

it('the parsing of a migration grows as its text does', () => {
  const textOf = (lines: number) =>
    `-- A\n-- revision: a1\n-- revises:\n\n-- plinth: upgrade\n${'-- a comment\nselect 1;\n\n'.repeat(lines)}`
  const [some, many] = [textOf(5000), textOf(80_000)]
  expect(cost(() => parseMigration(many, 'a.sql')) / cost(() => parseMigration(some, 'a.sql'))).toBeLessThan(
    linear,
  )
})
