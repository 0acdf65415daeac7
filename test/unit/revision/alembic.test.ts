import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PlinthError } from '../../../src/errors.ts'
import { ancestorsOf, revisionGraph, tipsOf, type RevisionGraph } from '../../../src/revision/graph.ts'
import { downgradePath, upgradePath, type PathStep } from '../../../src/revision/path.ts'
import { revisionId, type Revision, type RevisionId } from '../../../src/revision/revision.ts'
import { resolveDowngradeTarget, resolveUpgradeTarget } from '../../../src/revision/target.ts'
import { randomOf } from '../../support/random.ts'

/** Alembic where there is one: the machine's, or that of `node scripts/install-alembic.mjs`. */
const installed = join(import.meta.dirname, '../../../.cache/alembic/usr/lib/python3/dist-packages')
const oracle = [
  { python: 'python3', env: { ...process.env, PYTHONPATH: installed } },
  { python: '/usr/bin/python3', env: process.env },
].find(({ python, env }) => spawnSync(python, ['-c', 'import alembic'], { env }).status === 0)
const graphs = Number(process.env['PLINTH_ALEMBIC_GRAPHS'] ?? 1000)
const seed = Number(process.env['PLINTH_TEST_SEED'] ?? 20261121)

interface Question {
  readonly direction: 'upgrade' | 'downgrade'
  readonly from: readonly RevisionId[]
  readonly target: string
}

type Answer =
  { readonly steps: readonly string[]; readonly heads: readonly string[] | null } | { readonly error: string }

interface Asked {
  readonly graph: RevisionGraph
  readonly revisions: readonly Revision[]
  readonly questions: readonly Question[]
}

/** Branches, merges, several roots, dependencies and labels, by chance. */
function randomRevisions(random: (below: number) => number): readonly Revision[] {
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

function randomQuestions(graph: RevisionGraph, random: (below: number) => number): readonly Question[] {
  const ids = [...graph.revisions.keys()]
  const some = ids.filter(() => random(3) === 0)
  const from = tipsOf(graph, ancestorsOf(graph, some))
  const any = () => ids[random(ids.length)] as RevisionId
  const labels = [...graph.labels.keys()]
  const label = labels[random(Math.max(1, labels.length))]
  const up = ['heads', any(), any().slice(0, 6), '+1', '+2', ...(graph.heads.length === 1 ? ['head'] : [])]
  const down = ['base', any(), '-1', '-2']
  if (label !== undefined) {
    up.push(`${label}@head`, `${label}@heads`)
    down.push(`${label}@base`)
  }
  return [
    ...up.map((target) => ({ direction: 'upgrade' as const, from, target })),
    ...(from.length > 0 ? down.map((target) => ({ direction: 'downgrade' as const, from, target })) : []),
  ]
}

type Ours =
  | {
      readonly steps: readonly string[]
      readonly heads: readonly string[]
      readonly path: readonly PathStep[]
    }
  | { readonly error: string }

function ours(graph: RevisionGraph, { direction, from, target }: Question): Ours {
  try {
    const path =
      direction === 'upgrade'
        ? upgradePath(graph, from, resolveUpgradeTarget(graph, target, from))
        : downgradePath(graph, from, resolveDowngradeTarget(graph, target, from))
    return { steps: path.map(({ revision }) => revision), heads: path.at(-1)?.to ?? from, path }
  } catch (error) {
    if (error instanceof PlinthError) return { error: `${error.code}: ${error.message}` }
    throw error
  }
}

function theirs(asked: readonly Asked[]): readonly (readonly Answer[])[] {
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
    .map((line) => (JSON.parse(line) as { answers: readonly Answer[] }).answers)
}

describe.skipIf(oracle === undefined)('the steps and heads are those of Alembic', () => {
  it(`for ${graphs} graphs (PLINTH_TEST_SEED=${seed})`, () => {
    const next = randomOf(seed)
    const random = (below: number) => Math.floor(next() * below)
    const asked = Array.from({ length: graphs }, (): Asked => {
      const revisions = randomRevisions(random)
      const graph = revisionGraph(revisions)
      return { graph, revisions, questions: randomQuestions(graph, random) }
    })
    const answers = theirs(asked)
    const counts: Record<string, number> = {}
    for (const [i, { graph, revisions, questions }] of asked.entries()) {
      for (const [k, question] of questions.entries()) {
        const their = answers[i]?.[k] as Answer
        const our = ours(graph, question)
        const kind = compared(graph, our, their)
        if (kind === undefined) throw new Error(JSON.stringify({ question, our, their, revisions }, null, 1))
        counts[kind] = (counts[kind] ?? 0) + 1
      }
    }
    process.stdout.write(`compared with Alembic: ${JSON.stringify(counts)}\n`)
    expect(counts['the same']).toBeGreaterThan(graphs)
  })
})

/** The same, or a difference that docs/alembic.md lists; undefined: any other. */
function compared(graph: RevisionGraph, our: Ours, their: Answer): string | undefined {
  if ('error' in our) {
    if ('error' in their) return 'both refuse'
    return our.error.startsWith('E_HEADS') ? 'an unclear step' : undefined
  }
  if (!isInOrder(graph, our)) return undefined
  if ('error' in their) return theyRefuse.find((words) => their.error.includes(words))
  if (our.steps.toSorted().join() !== their.steps.toSorted().join()) return undefined
  if (their.heads === null) return 'Alembic loses a head'
  const tips = tipsOf(graph, ancestorsOf(graph, their.heads as readonly RevisionId[]))
  if (our.heads.join() !== tips.join()) return undefined
  if (our.heads.join() !== their.heads.join()) return 'a head that another one needs'
  return our.steps.join() === their.steps.join() ? 'the same' : 'another order'
}

/** Where Alembic gives up and we do not. */
const theyRefuse = [
  'Ambiguous walk',
  'is not a valid downgrade target',
  'overlaps with other requested revisions',
]

/** Up: nothing before what it needs. Down: nothing before what needs it. */
function isInOrder(graph: RevisionGraph, { path }: Extract<Ours, { path: unknown }>): boolean {
  const order = path.map(({ revision }) => revision)
  const upwards = path[0]?.direction === 'downgrade' ? order.toReversed() : order
  return upwards.every((id, i) =>
    (graph.parents.get(id) ?? []).every((parent) => upwards.indexOf(parent) < i),
  )
}
