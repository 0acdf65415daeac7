import { PlinthError } from '../errors.ts'
import { ancestorsOf, checkCurrentHeads, descendantsOf, tipsOf, topologicalOrder } from './graph.ts'
import type { RevisionGraph } from './graph.ts'
import type { RevisionId } from './revision.ts'

type Direction = 'upgrade' | 'downgrade'

/** One migration to run, with the heads that the database records before and after it; sorted. */
export interface PathStep {
  readonly direction: Direction
  readonly revision: RevisionId
  readonly from: readonly RevisionId[]
  readonly to: readonly RevisionId[]
}

/**
 * The steps that apply `targets` and all their ancestors that the database, at heads `from`, does not have yet.
 * Throws E_AHEAD when `from` names unknown revisions, E_REVISION when `targets` does.
 */
export function upgradePath(
  graph: RevisionGraph,
  from: readonly RevisionId[],
  targets: readonly RevisionId[],
): readonly PathStep[] {
  checkCurrentHeads(graph, from)
  if (targets.every((id) => from.includes(id))) return []
  const applied = ancestorsOf(graph, from)
  const wanted = ancestorsOf(graph, targets)
  const missing = topologicalOrder(graph).filter((id) => wanted.has(id) && !applied.has(id))
  return steps(graph, from, { direction: 'upgrade', revisions: missing })
}

/**
 * The steps that undo, newest first, everything but `remaining` and their ancestors.
 * Throws E_AHEAD when `from` names unknown revisions, E_REVISION when `remaining` is not applied at `from`.
 */
export function downgradePath(
  graph: RevisionGraph,
  from: readonly RevisionId[],
  remaining: readonly RevisionId[],
): readonly PathStep[] {
  checkCurrentHeads(graph, from)
  const applied = ancestorsOf(graph, from)
  const kept = ancestorsOf(graph, remaining)
  const missing = remaining.find((id) => !applied.has(id))
  if (missing !== undefined) throw notApplied(missing, from)
  const undone = topologicalOrder(graph).filter((id) => applied.has(id) && !kept.has(id))
  return steps(graph, from, { direction: 'downgrade', revisions: undone.reverse() })
}

/** The heads after one migration. Throws E_AHEAD when `heads` names unknown revisions. */
export function headsAfter(
  graph: RevisionGraph,
  heads: readonly RevisionId[],
  { direction, revision }: Pick<PathStep, 'direction' | 'revision'>,
): readonly RevisionId[] {
  checkCurrentHeads(graph, heads)
  return steps(graph, heads, { direction, revisions: [revision] })[0]?.to ?? heads
}

/**
 * The heads after `targets` are stamped: they take the place of the heads above and below them, other branches stay. A target that
 * another one needs is no head itself. No targets mean base. Throws E_AHEAD when `heads` names unknown revisions, E_REVISION when `targets` does.
 */
export function headsAfterStamp(
  graph: RevisionGraph,
  heads: readonly RevisionId[],
  targets: readonly RevisionId[],
): readonly RevisionId[] {
  if (targets.length === 0) return []
  checkCurrentHeads(graph, heads)
  const others = unrelated(graph, heads, targets)
  return tipsOf(graph, ancestorsOf(graph, [...others, ...targets]))
}

/** The heads that remain when `label@base` is stamped: those that neither need a revision with such a label nor are needed by it. */
export function headsOffBranches(
  graph: RevisionGraph,
  heads: readonly RevisionId[],
  labelled: readonly RevisionId[],
): readonly RevisionId[] {
  return tipsOf(graph, ancestorsOf(graph, unrelated(graph, heads, labelled)))
}

/** Those of `ids` that are neither among `others` nor above or below them. */
function unrelated(
  graph: RevisionGraph,
  ids: readonly RevisionId[],
  others: readonly RevisionId[],
): readonly RevisionId[] {
  const related = new Set([...ancestorsOf(graph, others), ...descendantsOf(graph, others)])
  return ids.filter((id) => !related.has(id))
}

function steps(
  graph: RevisionGraph,
  from: readonly RevisionId[],
  { direction, revisions }: { readonly direction: Direction; readonly revisions: readonly RevisionId[] },
): readonly PathStep[] {
  const move = direction === 'upgrade' ? up(graph, from) : down(graph, from)
  let before: readonly RevisionId[] = [...from].sort()
  return revisions.map((revision) => {
    const to = move(revision)
    const step: PathStep = { direction, revision, from: before, to }
    before = to
    return step
  })
}

function up(graph: RevisionGraph, from: readonly RevisionId[]) {
  let heads: readonly RevisionId[] = [...from].sort()
  return (revision: RevisionId): readonly RevisionId[] => {
    const parents = graph.parents.get(revision) ?? []
    const others = heads.filter((id) => id !== revision && !parents.includes(id))
    const place = others.findIndex((id) => id > revision)
    heads = others.toSpliced(place < 0 ? others.length : place, 0, revision)
    return heads
  }
}

/** A parent becomes a head again when nothing applied needs it any more; counting makes a long path linear. */
function down(graph: RevisionGraph, from: readonly RevisionId[]) {
  const heads = new Set(from)
  const needs = new Map<RevisionId, number>()
  for (const id of ancestorsOf(graph, from)) {
    for (const parent of graph.parents.get(id) ?? []) needs.set(parent, (needs.get(parent) ?? 0) + 1)
  }
  return (revision: RevisionId): readonly RevisionId[] => {
    heads.delete(revision)
    for (const parent of graph.parents.get(revision) ?? []) {
      const left = (needs.get(parent) ?? 0) - 1
      needs.set(parent, left)
      if (left === 0) heads.add(parent)
    }
    return [...heads].sort()
  }
}

function notApplied(id: RevisionId, from: readonly RevisionId[]): PlinthError {
  const at = from.length === 0 ? 'base' : from.join(', ')
  return new PlinthError(
    'E_REVISION',
    `the database does not have revision "${id}", so it cannot be left at it`,
    {
      detail: `The database is at ${at}.`,
      hint: 'A downgrade goes to a revision that is applied: plinth history',
    },
  )
}
