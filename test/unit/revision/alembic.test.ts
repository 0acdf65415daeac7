import { describe, expect, it } from 'vitest'
import { PlinthError } from '../../../src/errors.ts'
import { ancestorsOf, tipsOf, type RevisionGraph } from '../../../src/revision/graph.ts'
import { downgradePath, upgradePath, type PathStep } from '../../../src/revision/path.ts'
import type { RevisionId } from '../../../src/revision/revision.ts'
import { resolveDowngradeTarget, resolveUpgradeTarget } from '../../../src/revision/target.ts'
import {
  asMany,
  askAlembic,
  graphs,
  oracle,
  randomHeads,
  type Answer,
  type Question,
  type Random,
} from './alembic.ts'

function randomQuestions(graph: RevisionGraph, random: Random): readonly Question[] {
  const ids = [...graph.revisions.keys()]
  const from = randomHeads(graph, random)
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

describe.skipIf(oracle === undefined)('the steps and heads are those of Alembic', () => {
  it(asMany, () => {
    const counts: Record<string, number> = {}
    for (const { graph, revisions, questions, answers } of askAlembic(randomQuestions)) {
      for (const [k, question] of questions.entries()) {
        const their = answers[k] as Answer
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
