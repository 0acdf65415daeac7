import { PlinthError } from '../errors.ts'
import { ancestorsOf, topologicalOrder, type RevisionGraph } from '../revision/graph.ts'
import { upgradePath } from '../revision/path.ts'
import type { RevisionId } from '../revision/revision.ts'
import { planOf, type Plan, type Step } from './plan.ts'
import type { InitProgress, StepProgress } from './facts.ts'
import type { SchemaProof } from './proof.ts'
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
  /** What the schema of an untracked database was found to be; undefined: it was not read. */
  readonly proof?: SchemaProof | undefined
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
  const { adopt, proof } = wishes
  const refusal = () =>
    refuseInit(state, wishes.baseline, { database: wishes.database, proof, heads: graph.heads })
  const found = provenRevision(proof, adopt)
  switch (state.kind) {
    case 'empty':
      return then(graph, firstSteps(wishes, undefined), wishes)
    case 'unfinished':
      if (wishes.transaction === 'one' || wishes.baseline === undefined) throw refusal()
      return then(graph, firstSteps(wishes, state.progress), wishes)
    case 'initialised':
      return refuseOthers(state, then(graph, [], wishes, { heads: state.heads, unfinished: state.step }))
    case 'existing':
    case 'partial':
    case 'foreign':
      if (found !== undefined) return then(graph, [adopted(graph, found.revision, found)], wishes)
      if (adopt !== undefined) return then(graph, [adopted(graph, adopt, unverified(proof))], wishes)
      if (!isNamesake(state, proof) || wishes.baseline === undefined) throw refusal()
      return then(graph, [adopted(graph, wishes.baseline, { how: 'adopted by name' })], wishes)
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

type Adoption = Pick<Extract<Step, { kind: 'stamp' }>, 'how' | 'found'>

/** The revision that the schema is at, or that of several which was named. */
function provenRevision(proof: SchemaProof | undefined, adopt: RevisionId | undefined) {
  if (proof?.kind !== 'proven') return undefined
  const { revisions, found } = proof
  const [revision] = adopt === undefined ? revisions : revisions.filter((id) => id === adopt)
  if (revision === undefined || (adopt === undefined && revisions.length > 1)) return undefined
  return { revision, how: 'adopted verified', found } as const
}

/** What was found is recorded all the same. */
function unverified(proof: SchemaProof | undefined): Adoption {
  return {
    how: 'adopted unverified',
    ...(proof !== undefined && 'found' in proof ? { found: proof.found } : {}),
  }
}

/** Where no revision has a fingerprint to compare with, the names have to do. */
function isNamesake(state: DatabaseState, proof: SchemaProof | undefined): boolean {
  return state.kind === 'existing' && state.matching && (proof === undefined || proof.kind === 'unknown')
}

function adopted(graph: RevisionGraph, revision: RevisionId, { how, found }: Adoption): Step {
  return {
    kind: 'stamp',
    revision,
    targets: [revision],
    how,
    ...(found === undefined ? {} : { found }),
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
