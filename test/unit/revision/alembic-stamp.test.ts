import { describe, expect, it } from 'vitest'
import { PlinthError } from '../../../src/errors.ts'
import { planStamp } from '../../../src/plan/stamp.ts'
import {
  ancestorsOf,
  descendantsOf,
  isBranchPoint,
  tipsOf,
  type RevisionGraph,
} from '../../../src/revision/graph.ts'
import { isMergePoint, type RevisionId } from '../../../src/revision/revision.ts'
import { resolveRevisions } from '../../../src/revision/target.ts'
import {
  asMany,
  askAlembic,
  graphs,
  oracle,
  randomHeads,
  type Answer,
  type Question,
  type Random,
  type Shape,
} from './alembic.ts'

describe.skipIf(oracle === undefined)('what a graph is, and a stamp of it, are those of Alembic', () => {
  it(asMany, () => {
    const counts: Record<string, number> = {}
    for (const { graph, revisions, questions, answers, shape } of askAlembic(randomStamps)) {
      expect(shapeOf(graph), JSON.stringify(revisions)).toEqual(shape)
      for (const [k, question] of questions.entries()) {
        const their = answers[k] as Answer
        const our = ours(graph, question)
        const kind = compared(graph, question, { our, their })
        if (kind === undefined) throw new Error(JSON.stringify({ question, our, their, revisions }, null, 1))
        counts[kind] = (counts[kind] ?? 0) + 1
      }
    }
    process.stdout.write(`stamps compared with Alembic: ${JSON.stringify(counts)}\n`)
    expect(counts['the same']).toBeGreaterThan(graphs)
  })
})

function shapeOf(graph: RevisionGraph): Shape {
  const ids = [...graph.revisions.keys()].sort()
  return {
    heads: graph.heads,
    realHeads: graph.realHeads,
    bases: graph.bases,
    branchPoints: ids.filter((id) => isBranchPoint(graph, id)),
    mergePoints: [...graph.revisions.values()]
      .filter(isMergePoint)
      .map(({ id }) => id)
      .sort(),
  }
}

function randomStamps(graph: RevisionGraph, random: Random): readonly Question[] {
  const ids = [...graph.revisions.keys()]
  const from = randomHeads(graph, random)
  const any = () => ids[random(ids.length)] as RevisionId
  const labels = [...graph.labels.keys()]
  const label = labels[random(Math.max(1, labels.length))]
  const targets = ['heads', 'head', 'base', any(), any(), any().slice(0, 6), '-1', '+1', `${any()}@base`]
  targets.push(`${any()}@${any()}`, `${any()}@head`)
  if (label !== undefined) targets.push(label, `${label}@head`, `${label}@heads`, `${label}@base`)
  const one = () => targets[random(targets.length)] as string
  targets.push(`${any()} ${any()}`, `${any()} ${any()} ${any()}`, `${one()} ${one()}`, `${one()} ${any()}`)
  targets.push(graph.heads.join(' '), `${any()}@base ${any()}@base`)
  return targets.map((target) => ({ direction: 'stamp', from, target }))
}

type Ours = { readonly heads: readonly RevisionId[] } | { readonly error: string }

function ours(graph: RevisionGraph, { from, target }: Question): Ours {
  const state = { kind: 'initialised', heads: from } as const
  const targets = target.split(' ')
  try {
    return { heads: planStamp(state, graph, { targets, recorded: 'kept', applied: [] }).to }
  } catch (error) {
    if (error instanceof PlinthError) return { error: `${error.code}: ${error.message}` }
    throw error
  }
}

/** The same, or a difference that docs/alembic.md lists; undefined: any other. */
function compared(
  graph: RevisionGraph,
  question: Question,
  { our, their }: { readonly our: Ours; readonly their: Answer },
): string | undefined {
  if ('error' in our) return 'error' in their ? 'both refuse' : weRefuse(question, our.error)
  if ('error' in their) return undefined
  const targets = targetsOf(graph, question)
  if (their.heads === null)
    return targets.length > 1 && isAsOneByOne(graph, question, our.heads) ? 'Alembic loses a head' : undefined
  if (our.heads.join() === their.heads.join()) return 'the same'
  const recorded = their.heads as readonly RevisionId[]
  if (our.heads.join() === tipsOf(graph, ancestorsOf(graph, recorded)).join())
    return areApart(graph, targets) ? undefined : 'a target that another one needs'
  const lost = our.heads.filter((id) => !recorded.includes(id))
  const withLost = tipsOf(graph, ancestorsOf(graph, [...recorded, ...lost]))
  return our.heads.join() === withLost.join() && lost.every((id) => stays(graph, question, id))
    ? 'Alembic takes away more heads'
    : undefined
}

/** Where we give up and Alembic does not. */
function weRefuse({ target }: Question, error: string): string | undefined {
  const words = target.split(' ')
  if (words.includes('-1') && error.includes('it is relative to the database')) return 'a step of a stamp'
  const isBeside = words.length > 1 && words.some((word) => word.endsWith('base'))
  return isBeside && error.includes('stamped together') ? 'base beside another target' : undefined
}

/** Whether a recorded head is a target itself, or neither above nor below one. */
function stays(graph: RevisionGraph, question: Question, head: RevisionId): boolean {
  if (!question.from.includes(head)) return false
  const targets = targetsOf(graph, question)
  if (targets.includes(head)) return true
  return ![...ancestorsOf(graph, targets), ...descendantsOf(graph, targets)].includes(head)
}

/** Targets that do not need each other are the same together and one after the other, which Alembic is compared with too. */
function isAsOneByOne(graph: RevisionGraph, question: Question, together: readonly RevisionId[]): boolean {
  const targets = targetsOf(graph, question)
  if (!areApart(graph, targets)) return true
  let heads = question.from
  for (const target of targets) {
    const next = ours(graph, { ...question, from: heads, target })
    if ('error' in next) return false
    heads = next.heads
  }
  return heads.join() === together.join()
}

function areApart(graph: RevisionGraph, targets: readonly RevisionId[]): boolean {
  return tipsOf(graph, ancestorsOf(graph, targets)).length === new Set(targets).size
}

function targetsOf(graph: RevisionGraph, { target }: Pick<Question, 'target'>): readonly RevisionId[] {
  return target.split(' ').flatMap((word) => {
    if (word.endsWith('base')) return []
    return word === 'heads' ? graph.realHeads : resolveRevisions(graph, word)
  })
}
