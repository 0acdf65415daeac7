import type { RevisionGraph } from '../revision/graph.ts'
import type { RevisionId } from '../revision/revision.ts'
import type { Facts, ForeignTool, ObjectName } from './facts.ts'

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
  | { readonly kind: 'foreign'; readonly tools: readonly ForeignTool[] }
  | { readonly kind: 'initialised'; readonly heads: readonly RevisionId[] }
  /** Tracked at revisions that these files do not have. */
  | { readonly kind: 'ahead'; readonly heads: readonly string[]; readonly unknown: readonly string[] }
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
  if (tracking.kind === 'tracked') return trackedState(tracking.heads, graph)
  if (facts.foreign.length > 0) return { kind: 'foreign', tools: facts.foreign }
  if (facts.objects.length === 0) return { kind: 'empty' }
  return comparedState(facts.objects, expected ?? [])
}

function trackedState(heads: readonly string[], graph: RevisionGraph): DatabaseState {
  const unknown = heads.filter((head) => !graph.revisions.has(head as RevisionId))
  return unknown.length > 0
    ? { kind: 'ahead', heads, unknown }
    : { kind: 'initialised', heads: heads as readonly RevisionId[] }
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
