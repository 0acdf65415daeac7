import { PlinthError } from '../errors.ts'
import type { RevisionGraph } from './graph.ts'
import { describe, onBranch } from './lookup.ts'
import type { RevisionId } from './revision.ts'

/** How to walk: `text` is the target as written, for errors; `branch` chooses where the way parts. */
export interface Walk {
  readonly text: string
  readonly branch: string | undefined
  /** Up when positive, down when negative. */
  readonly steps: number
}

/**
 * The revision so many steps from `start` along down revisions; undefined is base, on both sides.
 * Throws E_HEADS where the way parts, E_REVISION where it ends too soon.
 */
export function walk(
  graph: RevisionGraph,
  start: RevisionId | undefined,
  { text, branch, steps }: Walk,
): RevisionId | undefined {
  let at = start
  for (let left = Math.abs(steps); left > 0; left -= 1) {
    if (steps < 0 && at === undefined) throw tooFar(text, Math.abs(steps) - left)
    const next = steps > 0 ? onBranch(graph, above(graph, at), branch) : below(graph, at, branch)
    if (steps > 0 && next.length === 0) throw tooFar(text, steps - left)
    at = onlyOne(graph, next, text)
  }
  return at
}

/** The one of `ids`, undefined for none. Throws E_HEADS, listing them, for several. */
export function onlyOne(
  graph: RevisionGraph,
  ids: readonly RevisionId[],
  text: string,
): RevisionId | undefined {
  if (ids.length < 2) return ids[0]
  const way = `${ids[0] ?? ''}@${text.slice(text.indexOf('@') + 1)}`
  throw new PlinthError(
    'E_HEADS',
    `"${text}" is not clear: the way parts into ${String(ids.length)} revisions`,
    {
      detail: describe(graph, ids),
      hint: `Name the revision to go to, or go along one branch, as in ${way}`,
    },
  )
}

function above(graph: RevisionGraph, id: RevisionId | undefined): readonly RevisionId[] {
  return id === undefined ? graph.bases : (graph.children.get(id) ?? [])
}

/** At a merge, those of the down revisions that lie on the branch, if any does. */
function below(graph: RevisionGraph, id: RevisionId | undefined, branch: string | undefined) {
  const all = id === undefined ? [] : (graph.revisions.get(id)?.downRevisions ?? [])
  if (all.length < 2) return all
  const chosen = onBranch(graph, all, branch)
  return chosen.length > 0 ? chosen : all
}

/** E_REVISION: the graph ends before so many steps. */
export function tooFar(text: string, possible: number): PlinthError {
  const count = possible === 1 ? 'is only 1 step' : `are only ${String(possible)} steps`
  return new PlinthError('E_REVISION', `"${text}" goes too far: there ${count} that way`, {
    hint: 'To list the revisions: plinth history',
  })
}
