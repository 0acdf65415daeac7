import { PlinthError } from '../errors.ts'
import { ancestorsOf, topologicalOrder, type RevisionGraph } from '../revision/graph.ts'
import { upgradePath } from '../revision/path.ts'
import type { RevisionId } from '../revision/revision.ts'
import { planOf, type Plan, type Step } from './plan.ts'
import type { InitProgress, StepProgress } from './facts.ts'
import { refuseInit } from './refusal.ts'
import type { DatabaseState } from './state.ts'
import { refuseOthers } from './unfinished.ts'

export interface InitWishes {
  /** The revision that holds the init script; undefined when the files have migrations only. */
  readonly baseline: RevisionId | undefined
  /** Where to upgrade to afterwards; empty with `--no-migrate`. */
  readonly targets: readonly RevisionId[]
  /** `--adopt R`: stamp an existing database at R although nothing proves it. */
  readonly adopt: RevisionId | undefined
  readonly allowNewer: 'allowed' | 'refused'
  /** Whether the init script runs in one transaction. */
  readonly transaction: 'one' | 'in parts'
  /** The database as dropdb and createdb want it, for a hint. */
  readonly database: string
}

/**
 * The decision table of `init`: one row a state, one action a row.
 * Throws E_UNFINISHED, E_PARTIAL, E_EXISTING, E_FOREIGN, E_AHEAD, E_AMBIGUOUS where the answer is no.
 */
export function planInit(state: DatabaseState, graph: RevisionGraph, wishes: InitWishes): Plan {
  const refusal = () => refuseInit(state, wishes.baseline, wishes.database)
  switch (state.kind) {
    case 'empty':
      return then(graph, firstSteps(wishes, undefined), wishes)
    case 'unfinished':
      if (wishes.transaction === 'one' || wishes.baseline === undefined) throw refusal()
      return then(graph, firstSteps(wishes, state.progress), wishes)
    case 'initialised':
      return refuseOthers(state, then(graph, [], wishes, { heads: state.heads, unfinished: state.step }))
    case 'existing':
      if (wishes.adopt !== undefined)
        return then(graph, [adopted(graph, wishes.adopt, 'adopted unverified')], wishes)
      if (!state.matching || wishes.baseline === undefined) throw refusal()
      return then(graph, [adopted(graph, wishes.baseline, 'adopted by name')], wishes)
    case 'partial':
    case 'foreign':
      if (wishes.adopt !== undefined)
        return then(graph, [adopted(graph, wishes.adopt, 'adopted unverified')], wishes)
      throw refusal()
    case 'ahead':
      if (wishes.allowNewer === 'allowed') return planOf('init', state.heads as readonly RevisionId[], [])
      throw refusal()
    case 'ambiguous':
      throw refusal()
    default:
      throw new PlinthError(
        'E_INTERNAL',
        `no row for the state ${(state satisfies never as DatabaseState).kind}`,
      )
  }
}

function firstSteps(wishes: InitWishes, progress: InitProgress | undefined): readonly Step[] {
  const { baseline, transaction } = wishes
  if (baseline === undefined) return []
  return [{ kind: 'init', revision: baseline, transaction, progress, from: [], to: [baseline] }]
}

function adopted(
  graph: RevisionGraph,
  revision: RevisionId,
  how: 'adopted by name' | 'adopted unverified',
): Step {
  return {
    kind: 'stamp',
    revision,
    targets: [revision],
    how,
    covers: appliedBy(graph, [revision]),
    leaves: [],
    from: [],
    to: [revision],
  }
}

/** All revisions that count as applied at these heads, in the order in which they would have run. */
export function appliedBy(graph: RevisionGraph, heads: readonly RevisionId[]): readonly RevisionId[] {
  const applied = ancestorsOf(graph, heads)
  return topologicalOrder(graph).filter((id) => applied.has(id))
}

/** Where a tracked database is. */
interface Standing {
  readonly heads: readonly RevisionId[]
  readonly unfinished: StepProgress | undefined
}

function then(
  graph: RevisionGraph,
  first: readonly Step[],
  wishes: InitWishes,
  { heads, unfinished }: Standing = { heads: [], unfinished: undefined },
): Plan {
  const reached = first.at(-1)?.to ?? heads
  const rest = wishes.targets.length === 0 ? [] : upgradeSteps(graph, reached, wishes.targets, unfinished)
  return planOf('init', heads, [...first, ...rest])
}

/**
 * The steps from `heads` to `targets`, upgrades only. A baseline that is still missing runs the init script. An upgrade that stopped half-way comes first,
 * where it can be and is on the way: another branch may have grown meanwhile.
 */
export function upgradeSteps(
  graph: RevisionGraph,
  heads: readonly RevisionId[],
  targets: readonly RevisionId[],
  unfinished?: StepProgress,
): readonly Step[] {
  const begun = targets.length > 0 && unfinished?.direction === 'upgrade' ? unfinished.revision : undefined
  const all = pathSteps(graph, heads, targets)
  if (begun === undefined || !all.some(({ revision }) => revision === begun)) return all
  const [first, ...more] = pathSteps(graph, heads, [begun as RevisionId])
  if (first === undefined || more.length > 0) return all
  return [first, ...pathSteps(graph, first.to, targets)]
}

function pathSteps(
  graph: RevisionGraph,
  heads: readonly RevisionId[],
  targets: readonly RevisionId[],
): readonly Step[] {
  return upgradePath(graph, heads, targets).map(({ revision, from, to }) => ({
    kind: 'upgrade',
    revision,
    from,
    to,
  }))
}
