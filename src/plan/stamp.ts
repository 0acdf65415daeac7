import { PlinthError } from '../errors.ts'
import type { RevisionGraph } from '../revision/graph.ts'
import { findRevision } from '../revision/lookup.ts'
import { headsAfterStamp, headsOffBranches } from '../revision/path.ts'
import type { RevisionId } from '../revision/revision.ts'
import { parseTarget, resolveRevisions, saysCurrent } from '../revision/target.ts'
import { wrongWay } from '../revision/target-errors.ts'
import { appliedBy } from './init.ts'
import { planOf, sameHeads, type Plan } from './plan.ts'
import { refuseInit } from './refusal.ts'
import type { DatabaseState } from './state.ts'
import { stepOf } from './unfinished.ts'
import { trackedHeads } from './upgrade.ts'

export interface StampWishes {
  /** At least one: revisions, `heads`, `current`; or `base` alone; or `label@base`, of one branch or several. */
  readonly targets: readonly string[]
  /** What is recorded already. `kept`: the heads of other branches stay. `purged`: all of it goes, whatever it is. */
  readonly recorded: 'kept' | 'purged'
  /** The heads that stand in a tracking that is not whole, for the state does not have them. */
  readonly leftover?: readonly string[] | undefined
  /** What the journal says is applied, in order. */
  readonly applied: readonly string[]
}

/** What the targets of a stamp say. */
interface Goal {
  /** The revisions to be at. */
  readonly revisions: readonly RevisionId[]
  /** The branches of which nothing is to be left, each by the revision with its label. Without them, no revisions mean base. */
  readonly emptied: readonly RevisionId[]
}

/**
 * Record targets, all together, without running anything. An untracked or ambiguous database may be stamped too. Throws E_REVISION,
 * E_HEADS, E_AMBIGUOUS, E_UNFINISHED, and E_USAGE for `base` beside another target.
 */
export function planStamp(state: DatabaseState, graph: RevisionGraph, wishes: StampWishes): Plan {
  if (state.kind === 'ambiguous' && state.tracking === 'untrusted') throw refuseInit(state, undefined)
  if (state.kind === 'unfinished') throw refuseInit(state, undefined)
  const from = recordedHeads(state, wishes.leftover)
  const goal = goalOf(state, graph, wishes.targets)
  if (goal.revisions.length === 0 && wishes.applied.length === 0) refuseToForget(state)
  const kept = wishes.recorded === 'kept' ? from.filter((head) => graph.revisions.has(head)) : []
  const to = stampedHeads(graph, kept, goal)
  const forgets = stepOf(state)?.revision
  const isThere = state.kind !== 'ambiguous' && sameHeads(from, to)
  const all = appliedBy(graph, to)
  const unrecorded = without(all, wishes.applied)
  const leaves = without([...new Set([...wishes.applied, ...from])], all) as readonly RevisionId[]
  // A purge also brings the journal in line with a history that was changed below the heads.
  const isRight = wishes.recorded === 'kept' || leaves.length + unrecorded.length === 0
  if (isThere && isRight && forgets === undefined) return planOf('stamp', from, [])
  // What is recorded already is not recorded again where the heads stay.
  const covers = !isThere ? all : isRight ? [] : unrecorded
  const targets = goal.revisions.filter((id) => to.includes(id))
  const revision = targets[0]
  const step = { kind: 'stamp', revision, targets, how: 'stamped', covers, leaves, from, to } as const
  return planOf('stamp', from, [forgets === undefined ? step : { ...step, forgets }])
}

function without<T extends string>(ids: readonly T[], others: readonly string[]): readonly T[] {
  const gone = new Set(others)
  return ids.filter((id) => !gone.has(id))
}

/** The heads that stand in a database, also those that the files do not know. */
function recordedHeads(state: DatabaseState, leftover: readonly string[] = []): readonly RevisionId[] {
  if (state.kind === 'initialised') return state.heads
  const heads = state.kind === 'ahead' ? state.heads : state.kind === 'ambiguous' ? leftover : []
  return heads as readonly RevisionId[]
}

function stampedHeads(
  graph: RevisionGraph,
  kept: readonly RevisionId[],
  { revisions, emptied }: Goal,
): readonly RevisionId[] {
  return emptied.length > 0 ? headsOffBranches(graph, kept, emptied) : headsAfterStamp(graph, kept, revisions)
}

/** `base` says that nothing is there, so it stands alone; `label@base` says it of a branch, so several of them may stand together. */
function goalOf(state: DatabaseState, graph: RevisionGraph, texts: readonly string[]): Goal {
  const words = [...new Set(texts)]
  const targets = words.map((text) => parseTarget(graph, text))
  const base = targets.findIndex(({ kind }) => kind === 'base')
  if (base < 0) {
    const revisions = words.flatMap((text) => revisionsAt(state, graph, text))
    return { revisions: [...new Set(revisions)], emptied: [] }
  }
  const emptied = targets.flatMap(({ kind, branch }) =>
    kind === 'base' && branch !== undefined ? [findRevision(graph, branch)] : [],
  )
  if (words.length > 1 && emptied.length < words.length) throw besideOthers(words[base] as string)
  return { revisions: [], emptied }
}

function revisionsAt(state: DatabaseState, graph: RevisionGraph, text: string): readonly RevisionId[] {
  if (text === 'heads') return graph.realHeads
  if (!saysCurrent(graph, text)) return resolveRevisions(graph, text)
  const current = trackedHeads(state)
  const found = resolveRevisions(graph, text, current)
  // Nothing of a branch is not base: the heads of the others would go.
  if (found.length > 0 || current.length === 0) return found
  throw wrongWay(text, 'no revision is there', 'To see where the database is: plinth current')
}

function besideOthers(base: string): PlinthError {
  const isAll = base === 'base'
  return new PlinthError('E_USAGE', `"${base}" cannot be stamped together with another target`, {
    detail: isAll
      ? 'It says that nothing is applied, and the other that something is.'
      : 'It says that nothing of a branch is applied; beside it only others that say so may stand.',
    hint: isAll
      ? 'Leave it out; where all else that is recorded is to go, add --purge'
      : `One after the other: plinth stamp ${base}; then the others without it.`,
    result: 'Nothing was changed.',
  })
}

/** Of a tracking without heads, an empty journal cannot tell that there are to be none. */
function refuseToForget(state: DatabaseState): void {
  if (state.kind !== 'ambiguous') return
  throw new PlinthError('E_USAGE', 'base cannot be recorded here', {
    detail: 'The tracking is not whole, and its journal knows of no revision that was applied.',
    hint: [
      'When you know which revision the database is at: plinth stamp <revision>',
      'To have it looked at as if it had never been tracked: DROP SCHEMA plinth CASCADE; then: plinth init',
    ].join('\n'),
    result: 'Nothing was changed.',
  })
}
