import { PlinthError } from '../errors.ts'
import type { RevisionGraph } from '../revision/graph.ts'
import { findRevision } from '../revision/lookup.ts'
import { downgradePath, headsAfterStamp, headsOffBranch } from '../revision/path.ts'
import type { RevisionId } from '../revision/revision.ts'
import {
  parseTarget,
  resolveDowngradeTarget,
  resolveRevision,
  resolveRevisions,
  resolveUpgradeTarget,
  saysCurrent,
} from '../revision/target.ts'
import { notAsked } from '../revision/target-errors.ts'
import { appliedBy, upgradeSteps } from './init.ts'
import { refuseOthers, stepOf } from './unfinished.ts'
import { planOf, sameHeads, type Plan, type Step } from './plan.ts'
import { refuseInit } from './refusal.ts'
import type { DatabaseState } from './state.ts'

/** Upgrade to a target (`heads`, `head`, a revision, `+2`, …). Throws E_NOT_INITIALISED, E_AHEAD, E_AMBIGUOUS, E_REVISION, E_HEADS. */
export function planUpgrade(state: DatabaseState, graph: RevisionGraph, target: string): Plan {
  const heads = trackedHeads(state)
  const targets = resolveUpgradeTarget(graph, target, heads)
  return refuseOthers(state, planOf('upgrade', heads, upgradeSteps(graph, heads, targets, stepOf(state))))
}

/** Downgrade to a target (`-1`, `2`, `base`, a revision). Throws as {@link planUpgrade}. */
export function planDowngrade(state: DatabaseState, graph: RevisionGraph, target: string): Plan {
  const heads = trackedHeads(state)
  const remaining = resolveDowngradeTarget(graph, target, heads)
  const steps = downgradePath(graph, heads, remaining).map(({ revision, from, to }): Step => ({
    kind: 'downgrade',
    revision,
    from,
    to,
  }))
  return refuseOthers(state, planOf('downgrade', heads, steps))
}

/**
 * From one revision to another, `a:b`, of a database that nobody asks: for an offline script. An empty side is base, or heads.
 * Throws E_REVISION, E_HEADS.
 */
export function planRange(graph: RevisionGraph, text: string, verb: 'upgrade' | 'downgrade'): Plan {
  const [low = '', high = '', ...more] = text.split(':')
  if (more.length > 0)
    throw new PlinthError('E_REVISION', `"${text}" is not a range`, { hint: 'Write it as from:to.' })
  if (high !== '' && saysCurrent(graph, high)) throw notAsked(high)
  const heads = low === '' || low === 'base' ? [] : [resolveRevision(graph, low)]
  const state = { kind: 'initialised', heads } as const
  return verb === 'upgrade'
    ? planUpgrade(state, graph, high || 'heads')
    : planDowngrade(state, graph, high || 'base')
}

export interface StampWishes {
  /** `base`, `label@base`, `heads`, `current`, a revision. */
  readonly target: string
  /** What is recorded already. `kept`: the heads of other branches stay. `purged`: all of it goes, whatever it is. */
  readonly recorded: 'kept' | 'purged'
  /** The heads that stand in a tracking that is not whole, for the state does not have them. */
  readonly leftover?: readonly string[] | undefined
  /** What the journal says is applied, in order. */
  readonly applied: readonly string[]
}

/**
 * Record a target without running anything. An untracked or ambiguous database may be stamped too. Throws E_REVISION, E_HEADS,
 * E_AMBIGUOUS and E_UNFINISHED.
 */
export function planStamp(state: DatabaseState, graph: RevisionGraph, wishes: StampWishes): Plan {
  if (state.kind === 'ambiguous' && state.tracking === 'untrusted') throw refuseInit(state, undefined)
  if (state.kind === 'unfinished') throw refuseInit(state, undefined)
  const from = recordedHeads(state, wishes.leftover)
  const targets = stampTargets(state, graph, wishes.target)
  if (targets.length === 0 && wishes.applied.length === 0) refuseToForget(state)
  const kept = wishes.recorded === 'kept' ? from.filter((head) => graph.revisions.has(head)) : []
  const to = stampedHeads(graph, kept, { text: wishes.target, targets })
  const forgets = stepOf(state)?.revision
  const isThere = state.kind !== 'ambiguous' && sameHeads(from, to)
  const all = appliedBy(graph, to)
  const covered = new Set<string>(all)
  const journal = new Set(wishes.applied)
  const recorded = new Set([...journal, ...from])
  const leaves = [...recorded].filter((id): id is RevisionId => !covered.has(id))
  const unrecorded = all.filter((id) => !journal.has(id))
  // A purge also brings the journal in line with a history that was changed below the heads.
  const isRight = wishes.recorded === 'kept' || leaves.length + unrecorded.length === 0
  if (isThere && isRight && forgets === undefined) return planOf('stamp', from, [])
  // What is recorded already is not recorded again where the heads stay.
  const covers = !isThere ? all : isRight ? [] : unrecorded
  const step = { kind: 'stamp', revision: targets[0], how: 'stamped', covers, leaves, from, to } as const
  return planOf('stamp', from, [forgets === undefined ? step : { ...step, forgets }])
}

/** The heads that stand in a database, also those that the files do not know. */
function recordedHeads(state: DatabaseState, leftover: readonly string[] = []): readonly RevisionId[] {
  if (state.kind === 'initialised') return state.heads
  const heads = state.kind === 'ahead' ? state.heads : state.kind === 'ambiguous' ? leftover : []
  return heads as readonly RevisionId[]
}

/** The heads after a stamp. `label@base` takes away those of one branch. */
function stampedHeads(
  graph: RevisionGraph,
  kept: readonly RevisionId[],
  { text, targets }: { readonly text: string; readonly targets: readonly RevisionId[] },
): readonly RevisionId[] {
  const { kind, branch } = parseTarget(graph, text)
  if (kind !== 'base' || branch === undefined) return headsAfterStamp(graph, kept, targets)
  return headsOffBranch(graph, kept, findRevision(graph, branch))
}

function stampTargets(state: DatabaseState, graph: RevisionGraph, target: string): readonly RevisionId[] {
  if (target === 'heads') return graph.realHeads
  if (parseTarget(graph, target).kind === 'base') return []
  const current = saysCurrent(graph, target) ? trackedHeads(state) : undefined
  return resolveRevisions(graph, target, current)
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

/** The heads of a tracked database; for any other the sentence that says what to do. */
export function trackedHeads(state: DatabaseState): readonly RevisionId[] {
  if (state.kind === 'initialised') return state.heads
  if (['ahead', 'ambiguous', 'foreign', 'unfinished'].includes(state.kind)) throw refuseInit(state, undefined)
  throw new PlinthError('E_NOT_INITIALISED', 'this database is not tracked yet', {
    detail: state.kind === 'empty' ? 'It is empty.' : 'It has objects, but no revision is recorded in it.',
    hint: 'Initialise it: plinth init',
    result: 'Nothing was changed.',
  })
}
