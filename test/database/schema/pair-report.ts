import type { PairRun, Verdict } from './pair-run.ts'

const verdicts: readonly Verdict[] = [
  'pass',
  'unplanned',
  'wrong',
  'silently wrong',
  'unsettled',
  'SQL fails',
  'planner fails',
  'not built',
]

/** Tables by category and by suite, and the runs that did not pass. */
export function renderPairRuns(runs: readonly PairRun[]): string {
  const failed = runs.filter(({ verdict }) => verdict !== 'pass')
  return [
    table(runs, 'category', ({ pair }) => pair.category),
    table(runs, 'suite', ({ pair }) => pair.suite),
    failed.map((run) => `${nameOfRun(run)}\n    ${run.verdict}: ${run.reason}`).join('\n'),
  ].join('\n\n')
}

/** Id and direction. */
export function nameOfRun({ pair, direction }: Pick<PairRun, 'pair' | 'direction'>): string {
  return `${pair.id} (${direction})`
}

function table(runs: readonly PairRun[], title: string, groupOf: (run: PairRun) => string): string {
  const groups = [...new Set(runs.map(groupOf))].sort()
  const rows = [
    ...groups.map((group) =>
      rowOf(
        group,
        runs.filter((run) => groupOf(run) === group),
      ),
    ),
    rowOf('all', runs),
  ]
  const columns = [title, 'runs', 'pass %', ...verdicts]
  return [columns, ...rows].map((row) => row.map(padded).join('  ')).join('\n')
}

/** A pair that the server does not take is no run. */
function rowOf(group: string, runs: readonly PairRun[]): readonly string[] {
  const count = (verdict: Verdict) => runs.filter((run) => run.verdict === verdict).length
  const counted = runs.length - count('not built')
  const share = counted === 0 ? '' : ((100 * count('pass')) / counted).toFixed(1)
  return [group, String(counted), share, ...verdicts.map((verdict) => String(count(verdict) || ''))]
}

function padded(cell: string, column: number): string {
  return column === 0 ? cell.slice(0, 30).padEnd(30) : cell.padStart(column > 2 ? 8 : 6)
}
