import { PlinthError } from '../errors.ts'
import type { RevisionGraph } from '../revision/graph.ts'
import { downgradePath } from '../revision/path.ts'
import type { RevisionId } from '../revision/revision.ts'
import {
  resolveDowngradeTarget,
  resolveRevision,
  resolveUpgradeTarget,
  saysCurrent,
} from '../revision/target.ts'
import { notAsked } from '../revision/target-errors.ts'
import { upgradeSteps } from './init.ts'
import { refuseOthers, stepOf } from './unfinished.ts'
import { planOf, type Plan, type Step } from './plan.ts'
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
