import { PlinthError } from '../errors.ts'
import type { Revision, RevisionId } from './revision.ts'
import { scriptName } from './script-id.ts'

/**
 * The ids in the order of the file names, except that ancestors always come first.
 * Linear after the sort, and without recursion: a history may be 100,000 revisions deep. Throws E_GRAPH on a cycle.
 */
export function topologicalSort(
  revisions: ReadonlyMap<RevisionId, Revision>,
  parents: Pick<ReadonlyMap<RevisionId, readonly RevisionId[]>, 'get'>,
): readonly RevisionId[] {
  const sorted = sortedByFile([...revisions.values()])
  if (comeFirst(sorted, parents, revisions)) return sorted.map(({ id }) => id)
  let places: ReadonlyMap<RevisionId, number> | undefined
  const parentsInOrder = (id: RevisionId) => {
    const place = (places ??= new Map(sorted.map((revision, index) => [revision.id, index])))
    return [...(parents.get(id) ?? [])].sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0))
  }
  const done = new Set<RevisionId>()
  for (const { id } of sorted) {
    if (parents.get(id)?.every((parent) => done.has(parent)) === true) done.add(id)
    else visit(id, parentsInOrder, done, sorted)
  }
  return [...done]
}

/** Whether all parents come first in the order of the file names, as in nearly every history. */
function comeFirst(
  sorted: readonly Revision[],
  parents: Pick<ReadonlyMap<RevisionId, readonly RevisionId[]>, 'get'>,
  revisions: ReadonlyMap<RevisionId, Revision>,
): boolean {
  for (const revision of sorted)
    for (const id of parents.get(revision.id) ?? []) {
      const parent = revisions.get(id)
      if (parent === undefined || byFile(parent, revision) >= 0) return false
    }
  return true
}

/** Migrations are read in the order of their names. */
function sortedByFile(revisions: readonly Revision[]): readonly Revision[] {
  for (let i = 1; i < revisions.length; i++)
    if (byFile(revisions[i - 1]!, revisions[i]!) > 0) return [...revisions].sort(byFile)
  return revisions
}

function byFile(a: Revision, b: Revision): number {
  return compare(a.file, b.file) || compare(a.id, b.id)
}

function visit(
  start: RevisionId,
  parents: (id: RevisionId) => RevisionId[],
  done: Set<RevisionId>,
  revisions: readonly Revision[],
): void {
  // A Map keeps the order of insertion, so this is both the path from `start` and the test for a cycle.
  const open = new Map<RevisionId, RevisionId[]>()
  const enter = (id: RevisionId) => open.set(id, parents(id).reverse())
  const stack = done.has(start) ? [] : [start]
  if (stack.length > 0) enter(start)
  for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
    const parent = open.get(id)?.pop()
    if (parent === undefined) {
      stack.pop()
      open.delete(id)
      done.add(id)
    } else if (open.has(parent)) {
      throw cycle(stack.slice(stack.indexOf(parent)), revisions)
    } else if (!done.has(parent)) {
      stack.push(parent)
      enter(parent)
    }
  }
}

/** Each of the ids needs the next one, the last the first. */
function cycle(ids: readonly RevisionId[], revisions: readonly Revision[]): PlinthError {
  const byId = new Map(revisions.map((one) => [one.id, one]))
  const round = [...ids, ids[0] as RevisionId]
  const lines = ids.map((id, at) => lineOf(byId.get(id) as Revision, round[at + 1] as RevisionId))
  return new PlinthError('E_GRAPH', `the revisions form a cycle: ${round.map(scriptName).join(' → ')}`, {
    detail: lines.join('\n'),
    hint: 'Correct one of these lines, then look whether all is well: plinth validate',
  })
}

/** The line of its file by which a revision needs another. */
function lineOf({ id, file, downRevisions }: Revision, needed: RevisionId): string {
  const verb = downRevisions.includes(needed) ? 'revises' : 'depends on'
  return `${scriptName(id)}  ${file}  ${verb}: ${scriptName(needed)}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
