import { attempt, PlinthError } from '../errors.ts'
import { resolveDependencies, uniqueIds, uniqueLabels, checkParents, type Tell } from './graph-check.ts'
import type { Revision, RevisionId } from './revision.ts'
import { topologicalSort } from './topological-sort.ts'

/** Which revisions stand next to a revision. */
type Neighbours = ReadonlyMap<RevisionId, readonly RevisionId[]>

/** The same, one by one. */
type Parents = Pick<Neighbours, 'get'>

/** All revisions, checked: every parent exists and there is no cycle. Lists are sorted by id unless they say otherwise. */
export interface RevisionGraph<R extends Revision = Revision> {
  /** In topological order, ancestors first. */
  readonly revisions: ReadonlyMap<RevisionId, R>
  /** What must be applied before: down revisions and dependencies. */
  readonly parents: Parents
  /** The revisions that have this one as down revision. */
  readonly children: Neighbours
  /** The revisions that depend on this one without being its children. */
  readonly dependents: Neighbours
  /** The revision that bears each label. */
  readonly labels: ReadonlyMap<string, RevisionId>
  /** Revisions without children. */
  readonly heads: readonly RevisionId[]
  /** Revisions without children and dependents: what the database records once everything is applied. */
  readonly realHeads: readonly RevisionId[]
  /** Revisions without down revisions. */
  readonly bases: readonly RevisionId[]
}

/**
 * Builds the graph of revisions given in any order.
 * Throws E_GRAPH, naming files, on a duplicate id (also when only case differs), a duplicate label,
 * a missing parent, a revision that revises itself or the same parent twice, and a cycle.
 */
export function revisionGraph<R extends Revision>(revisions: readonly R[]): RevisionGraph<R> {
  const { known, labels, dependencies, parents } = linked(revisions, (fault) => {
    throw fault
  })
  const order = topologicalSort(known, parents)
  let children: Neighbours | undefined
  const dependents =
    dependencies.size === 0
      ? new Map<RevisionId, RevisionId[]>()
      : inverse(order, (id) => onlyDependencies(known.get(id), dependencies.get(id)))
  const heads = childless(known.values(), order).sort()
  return {
    revisions: inOrder(known, order),
    parents,
    // Most commands ask for none.
    get children() {
      return (children ??= inverse(order, (id) => known.get(id)?.downRevisions ?? []))
    },
    dependents,
    labels,
    heads,
    realHeads: heads.filter((id) => !dependents.has(id)),
    bases: order.filter((id) => known.get(id)?.downRevisions.length === 0).sort(),
  }
}

function childless(revisions: Iterable<Revision>, ids: readonly RevisionId[]): RevisionId[] {
  const parents = new Set<RevisionId>()
  for (const { downRevisions } of revisions) for (const id of downRevisions) parents.add(id)
  return ids.filter((id) => !parents.has(id))
}

/** The same map where it is in this order, as nearly always. */
function inOrder<V>(
  values: ReadonlyMap<RevisionId, V>,
  order: readonly RevisionId[],
): ReadonlyMap<RevisionId, V> {
  let place = 0
  let isInOrder = true
  for (const id of values.keys()) isInOrder &&= id === order[place++]
  if (isInOrder) return values
  const result = new Map<RevisionId, V>()
  for (const id of order) result.set(id, values.get(id) as V)
  return result
}

/** Everything for which {@link revisionGraph} would throw, as far as one fault does not hide the next. Of cycles, one. */
export function graphFaults(revisions: readonly Revision[]): readonly PlinthError[] {
  const faults: PlinthError[] = []
  const { known, parents } = linked(revisions, (fault) => faults.push(fault))
  const sorted = attempt(() =>
    topologicalSort(
      known,
      mapValues(known, ({ id }) =>
        (parents.get(id) ?? []).filter((parent) => parent !== id && known.has(parent)),
      ),
    ),
  )
  if (sorted instanceof PlinthError) faults.push(sorted)
  return faults
}

function linked<R extends Revision>(revisions: readonly R[], tell: Tell) {
  const known = uniqueIds(revisions, tell)
  const labels = uniqueLabels(known, tell)
  const dependencies = resolveDependencies(known, labels, tell)
  checkParents(known, tell)
  return { known, labels, dependencies, parents: parentsIn(known, dependencies) }
}

/** Without dependencies, as nearly always, they stand in the revisions themselves. */
function parentsIn(
  known: ReadonlyMap<RevisionId, Revision>,
  dependencies: ReadonlyMap<RevisionId, readonly RevisionId[]>,
): Parents {
  if (dependencies.size === 0) return { get: (id) => known.get(id)?.downRevisions }
  return mapValues(known, ({ id, downRevisions }) => union(downRevisions, dependencies.get(id)))
}

/** All ids, ancestors first; otherwise in the order of the file names, whatever order the files were read in. */
export function topologicalOrder(graph: RevisionGraph): readonly RevisionId[] {
  return [...graph.revisions.keys()]
}

/** `ids` and everything that must be applied before them, by down revision or dependency. Throws E_REVISION on an unknown id. */
export function ancestorsOf(graph: RevisionGraph, ids: Iterable<RevisionId>): ReadonlySet<RevisionId> {
  return reach(knownIds(graph, ids), (id) => graph.parents.get(id))
}

/** `ids` and everything that needs them, by down revision or dependency. Throws E_REVISION on an unknown id. */
export function descendantsOf(graph: RevisionGraph, ids: Iterable<RevisionId>): ReadonlySet<RevisionId> {
  return reach(knownIds(graph, ids), (id) => [
    ...(graph.children.get(id) ?? []),
    ...(graph.dependents.get(id) ?? []),
  ])
}

/** `id` with all ancestors and descendants by down revision only: the branch, or branches, that it lies on. */
export function lineageOf(graph: RevisionGraph, id: RevisionId): ReadonlySet<RevisionId> {
  const below = reach([id], (one) => graph.revisions.get(one)?.downRevisions)
  const above = reach([id], (one) => graph.children.get(one))
  return new Set([...below, ...above])
}

/** Whether several revisions revise this one: the history parts there. */
export function isBranchPoint(graph: RevisionGraph, id: RevisionId): boolean {
  return (graph.children.get(id) ?? []).length > 1
}

/** Those of `ids` that no other of `ids` has as ancestor, sorted. `ids` must hold all ancestors of its members. */
export function tipsOf(graph: RevisionGraph, ids: ReadonlySet<RevisionId>): readonly RevisionId[] {
  const covered = new Set<RevisionId>()
  for (const id of ids) for (const parent of graph.parents.get(id) ?? []) covered.add(parent)
  return [...ids].filter((id) => !covered.has(id)).sort()
}

/** Throws E_AHEAD, naming them, when the database records heads that the graph does not have. */
export function checkCurrentHeads(graph: RevisionGraph, heads: readonly RevisionId[]): void {
  const unknown = heads.filter((id) => !graph.revisions.has(id))
  if (unknown.length === 0) return
  const names = unknown.map((id) => `"${id}"`).join(', ')
  throw new PlinthError('E_AHEAD', `the database is at ${names}, which no migration file has`, {
    detail: 'It was migrated with newer files, or with those of another branch.',
    hint: 'Get the migrations that the database was migrated with, then run the command again.',
  })
}

function knownIds(graph: RevisionGraph, ids: Iterable<RevisionId>): readonly RevisionId[] {
  const list = [...ids]
  const unknown = list.find((id) => !graph.revisions.has(id))
  if (unknown !== undefined) throw new PlinthError('E_REVISION', `no migration has the revision "${unknown}"`)
  return list
}

function reach(
  start: readonly RevisionId[],
  next: (id: RevisionId) => readonly RevisionId[] | undefined,
): ReadonlySet<RevisionId> {
  const seen = new Set(start)
  // A Set hands out members that are added while it is walked, so it is its own queue.
  for (const id of seen) for (const other of next(id) ?? []) seen.add(other)
  return seen
}

function union(ids: readonly RevisionId[], more: readonly RevisionId[] = []): readonly RevisionId[] {
  return more.length === 0 ? ids : [...new Set([...ids, ...more])]
}

function onlyDependencies(revision: Revision | undefined, dependencies: readonly RevisionId[] = []) {
  return dependencies.length === 0
    ? dependencies
    : dependencies.filter((id) => !revision?.downRevisions.includes(id))
}

function inverse(
  ids: readonly RevisionId[],
  neighbours: (id: RevisionId) => readonly RevisionId[],
): Map<RevisionId, RevisionId[]> {
  const result = new Map<RevisionId, RevisionId[]>()
  for (const id of ids) {
    for (const other of neighbours(id)) {
      const list = result.get(other)
      if (list) list.push(id)
      else result.set(other, [id])
    }
  }
  for (const list of result.values()) if (list.length > 1) list.sort()
  return result
}

function mapValues<K, V, W>(map: ReadonlyMap<K, V>, f: (value: V, key: K) => W): Map<K, W> {
  const result = new Map<K, W>()
  map.forEach((value, key) => result.set(key, f(value, key)))
  return result
}
