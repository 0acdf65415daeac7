import { topologicalOrder, type RevisionGraph } from '../revision/graph.ts'
import type { RevisionId } from '../revision/revision.ts'
import type { FactKey } from '../schema/fact-key.ts'
import type { FactSums } from '../schema/fact-sums.ts'

/** By revision, what it changes of the sums that its parents leave together; undefined: a fact is gone. */
export type FactSumChanges = ReadonlyMap<RevisionId, ReadonlyMap<FactKey, string | undefined>>

/** What each revision changes, of the sums behind each. A revision of which no sums are known changes nothing. */
export function changesOf(graph: RevisionGraph, sums: ReadonlyMap<RevisionId, FactSums>): FactSumChanges {
  const changes = new Map<RevisionId, ReadonlyMap<FactKey, string | undefined>>()
  for (const id of topologicalOrder(graph)) {
    const now = sums.get(id)
    if (now !== undefined) changes.set(id, changeBetween(joinedSums(graph, id, sums), now))
  }
  return changes
}

function changeBetween(before: FactSums, now: FactSums): ReadonlyMap<FactKey, string | undefined> {
  const change = new Map<FactKey, string | undefined>()
  for (const [key, sum] of now) if (before.get(key) !== sum) change.set(key, sum)
  for (const key of before.keys()) if (!now.has(key)) change.set(key, undefined)
  return change
}

/** The sums that the parents of a revision leave; where two have one fact, those of the later. */
function joinedSums(graph: RevisionGraph, id: RevisionId, sums: ReadonlyMap<RevisionId, FactSums>): FactSums {
  const parents = graph.parents.get(id) ?? []
  return new Map(parents.flatMap((parent) => [...(sums.get(parent) ?? [])]))
}

/** The revision from which a schema differs in the fewest facts, and in which. */
export interface NearestRevision {
  readonly revision: RevisionId
  readonly missing: readonly FactKey[]
  readonly extra: readonly FactKey[]
  readonly differing: readonly FactKey[]
}

/**
 * Of several as near the last. One that changes nothing, or of which nothing is known, is not named, for what comes before it has the same schema; what comes after it stands on
 * that. Undefined: of no revision anything is known.
 */
export function nearestRevision(
  graph: RevisionGraph,
  changes: FactSumChanges,
  found: FactSums,
): NearestRevision | undefined {
  const sums = new Map<RevisionId, FactSums>()
  let nearest:
    { readonly revision: RevisionId; readonly distance: number; readonly sums: FactSums } | undefined
  for (const id of topologicalOrder(graph)) {
    const change = changes.get(id)
    const here = new Map(joinedSums(graph, id, sums))
    for (const [key, sum] of change ?? [])
      if (sum === undefined) here.delete(key)
      else here.set(key, sum)
    sums.set(id, here)
    if (change === undefined) continue
    const distance = distanceBetween(here, found)
    if (nearest === undefined || distance <= nearest.distance)
      nearest = { revision: id, distance, sums: here }
  }
  return nearest && differing(nearest.revision, nearest.sums, found)
}

function distanceBetween(expected: FactSums, found: FactSums): number {
  let same = 0
  let common = 0
  for (const [key, sum] of expected) {
    const other = found.get(key)
    if (other !== undefined) common += 1
    if (other === sum) same += 1
  }
  return expected.size + found.size - common - same
}

function differing(revision: RevisionId, expected: FactSums, found: FactSums): NearestRevision {
  return {
    revision,
    missing: [...expected.keys()].filter((key) => !found.has(key)),
    extra: [...found.keys()].filter((key) => !expected.has(key)),
    differing: [...expected].flatMap(([key, sum]) => (found.has(key) && found.get(key) !== sum ? [key] : [])),
  }
}
