import { rowsRead, type AppliedRevision } from './applied.ts'
import type { RevisionGraph } from '../revision/graph.ts'
import type { RevisionId } from '../revision/revision.ts'
import type { Facts, ForeignTool, InitProgress, ObjectName, StepProgress, Tracking } from './facts.ts'

/** The states of a database; the table of what `init` does with each is in `plan/init.ts`. */
export type DatabaseState =
  | { readonly kind: 'empty' }
  /** Untracked, with user objects. `missing`: the init script makes them, the database lacks them; `extra`: the other way round. */
  | {
      readonly kind: 'existing'
      readonly matching: boolean
      readonly missing: readonly ObjectName[]
      readonly extra: readonly ObjectName[]
    }
  /** Untracked, with a strict part of what the init script makes. */
  | { readonly kind: 'partial'; readonly missing: readonly ObjectName[]; readonly present: number }
  /** Another tool's tracking. `present`: how many objects of the init script are there; undefined when they were not compared. */
  | {
      readonly kind: 'foreign'
      readonly tools: readonly ForeignTool[]
      readonly present?: number | undefined
    }
  /** `step`: a migration without a transaction that began and did not end. */
  | {
      readonly kind: 'initialised'
      readonly heads: readonly RevisionId[]
      readonly step?: StepProgress | undefined
    }
  /** Tracked at revisions that these files do not have. */
  | {
      readonly kind: 'ahead'
      readonly heads: readonly string[]
      /** The heads that the files do not have. */
      readonly unknown: readonly string[]
      /** What is recorded of all revisions that the files do not have. */
      readonly recorded?: readonly AppliedRevision[]
      readonly step?: StepProgress | undefined
    }
  /** An init without a transaction began and did not end. */
  | { readonly kind: 'unfinished'; readonly progress: InitProgress }
  /** `unusable`: empty or incomplete, a stamp mends it. `untrusted`: somebody else's, nothing is written there. */
  | { readonly kind: 'ambiguous'; readonly why: string; readonly tracking: 'unusable' | 'untrusted' }

/** Decides the state. `expected` is what the init script makes; undefined when there is no init script to compare with. */
export function stateOf(
  facts: Facts,
  graph: RevisionGraph,
  expected: readonly ObjectName[] | undefined,
): DatabaseState {
  const { tracking } = facts
  if (tracking.kind === 'untrusted') return { kind: 'ambiguous', why: tracking.why, tracking: 'untrusted' }
  if (tracking.kind === 'unusable') return { kind: 'ambiguous', why: tracking.why, tracking: 'unusable' }
  if (tracking.kind === 'unfinished') return { kind: 'unfinished', progress: tracking.progress }
  if (tracking.kind === 'tracked') return trackedState(tracking, graph)
  if (facts.foreign.length > 0) return foreignState(facts, expected)
  if (facts.objects.length === 0) return { kind: 'empty' }
  return comparedState(facts.objects, expected ?? [])
}

function trackedState(
  { heads, applied, unfinished }: Extract<Tracking, { kind: 'tracked' }>,
  graph: RevisionGraph,
): DatabaseState {
  const isUnknown = (revision: string) => !graph.revisions.has(revision as RevisionId)
  const unknown = heads.filter(isUnknown)
  const step = unfinished && { step: unfinished }
  if (unknown.length === 0) return { kind: 'initialised', heads: heads as readonly RevisionId[], ...step }
  const recorded = rowsRead(applied).filter(({ revision }) => isUnknown(revision))
  return { kind: 'ahead', heads, unknown, recorded, ...step }
}

/** Without an init script there is nothing that could be missing. */
function foreignState({ foreign, objects }: Facts, expected: readonly ObjectName[] = []): DatabaseState {
  const present = expected.length - without(expected, objects).length
  return { kind: 'foreign', tools: foreign, present: expected.length === 0 ? undefined : present }
}

function comparedState(objects: readonly ObjectName[], expected: readonly ObjectName[]): DatabaseState {
  const missing = without(expected, objects)
  const extra = without(objects, expected)
  if (extra.length === 0 && missing.length > 0) return { kind: 'partial', missing, present: objects.length }
  return { kind: 'existing', matching: missing.length === 0 && extra.length === 0, missing, extra }
}

function without(objects: readonly ObjectName[], others: readonly ObjectName[]): readonly ObjectName[] {
  const known = new Set(others.map(({ kind, name }) => `${kind} ${name}`))
  return objects.filter(({ kind, name }) => !known.has(`${kind} ${name}`))
}
