import { PlinthError } from '../errors.ts'
import { descendantsOf, lineageOf } from './graph.ts'
import type { RevisionGraph } from './graph.ts'
import { didYouMean } from './nearest.ts'
import type { RevisionId } from './revision.ts'

/** The shortest beginning of an id that stands for it, as in Alembic. */
const minPrefixLength = 4

/** The revisions that `name` may stand for: an id, a label, or ids that begin with it. Case does not matter for ids. */
export function candidatesOf(graph: RevisionGraph, name: string): readonly RevisionId[] {
  if (graph.revisions.has(name as RevisionId)) return [name as RevisionId]
  const labelled = graph.labels.get(name)
  if (labelled !== undefined) return [labelled]
  const lower = name.toLowerCase()
  const begun = [...graph.revisions.keys()].filter((id) => id.toLowerCase().startsWith(lower))
  const whole = begun.find((id) => id.length === name.length)
  if (whole !== undefined) return [whole]
  return name.length < minPrefixLength ? [] : begun.sort()
}

/** The revision that `name` (id, label or unique beginning of an id) stands for. Throws E_REVISION when none or several. */
export function findRevision(graph: RevisionGraph, name: string): RevisionId {
  const [first, ...others] = candidatesOf(graph, name)
  if (first === undefined) throw noSuchRevision(graph, name)
  if (others.length > 0) {
    throw new PlinthError('E_REVISION', `"${name}" is the beginning of several revisions`, {
      detail: describe(graph, [first, ...others]),
      hint: 'Give more characters of the revision.',
    })
  }
  return first
}

/** The one head, or the one head of a branch; undefined without any revision. Throws E_HEADS when there are several. */
export function theHead(graph: RevisionGraph, branch: string | undefined): RevisionId | undefined {
  const heads = headsOf(graph, branch)
  if (heads.length < 2) return heads[0]
  const of = branch === undefined ? '' : ` of branch "${branch}"`
  throw new PlinthError('E_HEADS', `there are ${String(heads.length)} heads${of}`, {
    detail: describe(graph, heads),
    hint: 'Name one of them, say "heads" for all, or join them: plinth merge',
  })
}

/** All heads, or those of a branch. Throws E_REVISION when the branch is unknown. */
export function headsOf(graph: RevisionGraph, branch: string | undefined): readonly RevisionId[] {
  if (branch === undefined) return graph.heads
  const above = descendantsOf(withoutDependents(graph), [findRevision(graph, branch)])
  return graph.heads.filter((id) => above.has(id))
}

/** Those of `ids` that lie on the branch; all when no branch is named. Throws E_REVISION when the branch is unknown. */
export function onBranch(
  graph: RevisionGraph,
  ids: Iterable<RevisionId>,
  branch: string | undefined,
): readonly RevisionId[] {
  if (branch === undefined) return [...ids]
  const lineage = lineageOf(graph, findRevision(graph, branch))
  return [...ids].filter((id) => lineage.has(id))
}

/** One line a revision: id, first line of the message, file. For the detail of an error. */
export function describe(graph: RevisionGraph, ids: readonly RevisionId[]): string {
  const lines = ids.map((id) => {
    const revision = graph.revisions.get(id)
    const title = revision?.message.split('\n', 1)[0] ?? ''
    return [id, ...(title === '' ? [] : [`"${title}"`]), revision?.file ?? ''].join('  ')
  })
  return lines.join('\n')
}

function withoutDependents(graph: RevisionGraph): RevisionGraph {
  return { ...graph, dependents: new Map() }
}

function noSuchRevision(graph: RevisionGraph, name: string): PlinthError {
  const short = name.length < minPrefixLength
  return new PlinthError('E_REVISION', `no revision or label is named "${name}"`, {
    ...(short
      ? { detail: `The beginning of a revision needs at least ${String(minPrefixLength)} characters.` }
      : {}),
    hint: didYouMean(
      name,
      [...graph.revisions.keys(), ...graph.labels.keys()],
      'To list the revisions: plinth history',
    ),
  })
}
