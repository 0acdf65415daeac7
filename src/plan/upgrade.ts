import { PlinthError } from '../errors.ts'
import type { RevisionGraph } from '../revision/graph.ts'
import { downgradePath, headsAfterStamp } from '../revision/path.ts'
import type { RevisionId } from '../revision/revision.ts'
import {
  resolveDowngradeTarget,
  resolveRevision,
  resolveRevisions,
  resolveUpgradeTarget,
  saysCurrent,
} from '../revision/target.ts'
import { notAsked } from '../revision/target-errors.ts'
import { appliedBy, upgradeSteps } from './init.ts'
import { planOf, sameHeads, type Plan, type Step } from './plan.ts'
import { refuseInit } from './refusal.ts'
import type { DatabaseState } from './state.ts'

/** Upgrade to a target (`heads`, `head`, a revision, `+2`, …). Throws E_NOT_INITIALISED, E_AHEAD, E_AMBIGUOUS, E_REVISION, E_HEADS. */
export function planUpgrade(state: DatabaseState, graph: RevisionGraph, target: string): Plan {
  const heads = trackedHeads(state)
  return planOf('upgrade', heads, upgradeSteps(graph, heads, resolveUpgradeTarget(graph, target, heads)))
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
  return planOf('downgrade', heads, steps)
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

/** Record a revision (or `head`, `heads`, `base`) without running anything. An untracked or ambiguous database may be stamped too. */
export function planStamp(state: DatabaseState, graph: RevisionGraph, target: string): Plan {
  const from =
    state.kind === 'initialised'
      ? state.heads
      : state.kind === 'ahead'
        ? (state.heads as readonly RevisionId[])
        : []
  if (state.kind === 'ambiguous' && state.tracking === 'untrusted') throw refuseInit(state, undefined)
  if (state.kind === 'unfinished') throw refuseInit(state, undefined)
  const targets = stampTargets(state, graph, target)
  const known = from.filter((head) => graph.revisions.has(head))
  const to = headsAfterStamp(graph, known, targets)
  if (state.kind !== 'ambiguous' && sameHeads(from, to)) return planOf('stamp', from, [])
  const covers = appliedBy(graph, to)
  return planOf('stamp', from, [{ kind: 'stamp', revision: targets[0], how: 'stamped', covers, from, to }])
}

function stampTargets(state: DatabaseState, graph: RevisionGraph, target: string): readonly RevisionId[] {
  if (target === 'base') return []
  if (target === 'heads') return graph.realHeads
  const current = saysCurrent(graph, target) ? trackedHeads(state) : undefined
  return resolveRevisions(graph, target, current)
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
