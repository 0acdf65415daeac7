import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ancestorsOf, revisionGraph, tipsOf, type RevisionGraph } from '../../../src/revision/graph.ts'
import { revisionId, type Revision, type RevisionId } from '../../../src/revision/revision.ts'
import { randomOf } from '../../support/random.ts'

/** Alembic where there is one: the machine's, or that of `node scripts/install-alembic.mjs`. */
const installed = join(import.meta.dirname, '../../../.cache/alembic/usr/lib/python3/dist-packages')
export const oracle = [
  { python: 'python3', env: { ...process.env, PYTHONPATH: installed } },
  { python: '/usr/bin/python3', env: process.env },
].find(({ python, env }) => spawnSync(python, ['-c', 'import alembic'], { env }).status === 0)

const graphs = Number(process.env['PLINTH_ALEMBIC_GRAPHS'] ?? 1000)
const seed = Number(process.env['PLINTH_TEST_SEED'] ?? 20261121)

/** What a test says of its graphs. */
export const asMany = `for ${graphs} graphs (PLINTH_TEST_SEED=${seed})`
export { graphs }

export interface Question {
  readonly direction: 'upgrade' | 'downgrade' | 'stamp'
  readonly from: readonly RevisionId[]
  /** Of a stamp, also several with spaces between. */
  readonly target: string
}

/** `heads` is null where Alembic takes away a head that is not there. A stamp has no steps. */
export type Answer =
  { readonly steps: readonly string[]; readonly heads: readonly string[] | null } | { readonly error: string }

/** Each list sorted. `realHeads`: what Alembic's target `heads` is. */
export type Shape = Readonly<
  Record<'heads' | 'realHeads' | 'bases' | 'branchPoints' | 'mergePoints', readonly string[]>
>

export interface Asked {
  readonly graph: RevisionGraph
  readonly revisions: readonly Revision[]
  readonly questions: readonly Question[]
}

/** A number below the given one, at least 0. */
export type Random = (below: number) => number

/** Random graphs, each with questions, and what Alembic says about it. */
export function askAlembic(
  questionsOf: (graph: RevisionGraph, random: Random) => readonly Question[],
): readonly (Asked & { readonly answers: readonly Answer[]; readonly shape: Shape })[] {
  const next = randomOf(seed)
  const random = (below: number) => Math.floor(next() * below)
  const asked = Array.from({ length: graphs }, (): Asked => {
    const revisions = randomRevisions(random)
    const graph = revisionGraph(revisions)
    return { graph, revisions, questions: questionsOf(graph, random) }
  })
  const said = theirs(asked)
  return asked.map((one, i) => ({ ...one, ...(said[i] as (typeof said)[number]) }))
}

/** Heads that a database may be at: any revisions, without those that others of them need. */
export function randomHeads(graph: RevisionGraph, random: Random): readonly RevisionId[] {
  const some = [...graph.revisions.keys()].filter(() => random(3) === 0)
  return tipsOf(graph, ancestorsOf(graph, some))
}

/** Branches, merges, several roots, dependencies and labels, by chance. */
function randomRevisions(random: Random): readonly Revision[] {
  const revisions: Revision[] = []
  for (let i = 0; i < 2 + random(12); i++) {
    const id = revisionId(`r${String(i).padStart(2, '0')}${(i * 7919).toString(16)}`)
    const pick = () => revisions[random(revisions.length)]?.id
    const wanted = i === 0 || random(8) === 0 ? 0 : random(5) === 0 ? 2 : 1
    const downRevisions = unrelated(revisions, Array.from({ length: wanted }, pick))
    const other = random(5) === 0 ? pick() : undefined
    const dependsOn = other !== undefined && !downRevisions.includes(other) ? [other] : []
    const labels = random(5) === 0 ? [`label${i}`] : []
    revisions.push({
      id,
      downRevisions,
      dependsOn,
      labels,
      message: '',
      created: undefined,
      file: `${i}.sql`,
    })
  }
  return revisions
}

/** No merge of a revision with one that it comes after. */
function unrelated(
  revisions: readonly Revision[],
  chosen: readonly (RevisionId | undefined)[],
): readonly RevisionId[] {
  const ids = new Set(chosen.filter((id) => id !== undefined))
  return tipsOf(revisionGraph(revisions), ancestorsOf(revisionGraph(revisions), ids)).filter((id) =>
    ids.has(id),
  )
}

function theirs(
  asked: readonly Asked[],
): readonly { readonly answers: readonly Answer[]; readonly shape: Shape }[] {
  const input = asked.map(({ revisions, questions }) => JSON.stringify({ revisions, questions })).join('\n')
  const { stdout, stderr, status } = spawnSync(
    oracle?.python ?? '',
    [join(import.meta.dirname, 'alembic_oracle.py')],
    { input, encoding: 'utf8', env: oracle?.env, maxBuffer: 1 << 28 },
  )
  if (status !== 0) throw new Error(stderr)
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { answers: readonly Answer[]; shape: Shape })
}
