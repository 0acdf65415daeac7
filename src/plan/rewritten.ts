import { PlinthError } from '../errors.ts'
import { ancestorsOf, type RevisionGraph } from '../revision/graph.ts'
import type { RevisionId } from '../revision/revision.ts'
import type { AppliedRevision } from './applied.ts'
import type { Tracking } from './facts.ts'
import { recordText } from './refusal.ts'

/** The heads, and the rows of what is applied. */
type Recorded = Pick<Extract<Tracking, { readonly kind: 'tracked' }>, 'heads'> & {
  readonly applied: readonly AppliedRevision[]
}

/** Where the history of the files is not the one that was applied: a header was changed, or a file taken away, in its middle. */
interface Rewritten {
  /** They come before what is applied, by the files, and were never run. */
  readonly skipped: readonly RevisionId[]
  /** They were applied, and the files do not have them. */
  readonly gone: readonly AppliedRevision[]
}

/** Nothing of a database whose heads the files do not know: that is another refusal. Nothing where the journal tells of nothing. */
function rewrittenOf({ heads, applied }: Recorded, graph: RevisionGraph): Rewritten {
  const isKnown = (id: string): id is RevisionId => graph.revisions.has(id as RevisionId)
  if (applied.length === 0 || !heads.every(isKnown)) return { skipped: [], gone: [] }
  // All there is, each once, as nearly always: thousands need not be walked.
  if (applied.length === graph.revisions.size && applied.every(({ revision }) => isKnown(revision)))
    return { skipped: [], gone: [] }
  const recorded = new Set<string>(applied.map(({ revision }) => revision))
  const missing = [...ancestorsOf(graph, heads)].filter((id) => !recorded.has(id))
  const unknown = applied.filter(({ revision }) => !isKnown(revision))
  if (missing.length + unknown.length === 0) return { skipped: [], gone: [] }
  const replaced = new Set<string>([...graph.revisions.values()].flatMap(({ replaces = [] }) => replaces))
  return {
    skipped: missing.filter((id) => !replacesRecorded(graph, id, recorded)),
    gone: unknown.filter(({ revision }) => !replaced.has(revision)),
  }
}

/** What was squashed into a revision is applied when all of it was. */
function replacesRecorded(graph: RevisionGraph, id: RevisionId, recorded: ReadonlySet<string>): boolean {
  const replaces = graph.revisions.get(id)?.replaces ?? []
  return replaces.length > 0 && replaces.every((one) => recorded.has(one))
}

/**
 * Throws E_EDITED where a migration would be passed over for ever, since an applied one was made to come after it, and E_AHEAD where one is
 * gone from the middle. Applied is what the heads need, so nothing else would notice. `fileOf`: a file as people type it.
 */
export function refuseRewritten(
  tracking: Recorded,
  graph: RevisionGraph,
  fileOf: (id: RevisionId) => string,
): void {
  const { skipped, gone } = rewrittenOf(tracking, graph)
  const [first, ...more] = skipped
  if (first !== undefined) throw refuseSkipped(first, more, { tracking, graph, fileOf })
  if (gone.length > 0) throw refuseGone(gone)
}

function refuseSkipped(
  first: RevisionId,
  more: readonly RevisionId[],
  {
    tracking,
    graph,
    fileOf,
  }: {
    readonly tracking: Recorded
    readonly graph: RevisionGraph
    readonly fileOf: (id: RevisionId) => string
  },
): PlinthError {
  const recorded = new Set<string>(tracking.applied.map(({ revision }) => revision))
  const above = [...(graph.children.get(first) ?? []), ...(graph.dependents.get(first) ?? [])]
  const heir = above.find((id) => recorded.has(id)) ?? above[0] ?? first
  const others = more.length > 0 ? [`neither were: ${more.map(fileOf).join(', ')}`] : []
  return new PlinthError(
    'E_EDITED',
    `${fileOf(first)} was never applied, and ${fileOf(heir)}, which was, comes after it now`,
    {
      detail: [
        `The line "revises" or "depends on" of ${heir} was changed after it was applied; ${first} would be passed over.`,
        ...others,
      ].join('\n'),
      hint: [
        `Restore that line (git checkout -- ${fileOf(heir)}): plinth migrate then applies ${first} as a branch of its own, and plinth merge joins them`,
        'Or, where the database has already what it does: plinth stamp current --purge',
      ].join('\n'),
      result: 'Nothing was changed.',
    },
  )
}

function refuseGone(gone: readonly AppliedRevision[]): PlinthError {
  const names = gone.map(({ revision }) => revision)
  const one = gone.length === 1
  return new PlinthError(
    'E_AHEAD',
    `${names.join(', ')} ${one ? 'was' : 'were'} applied, and these migrations do not have ${one ? 'it' : 'them'}`,
    {
      detail: ['What came after was changed, so that it does not need it:', ...gone.map(recordText)].join(
        '\n',
      ),
      hint: [
        `Restore the file. What was applied: plinth show ${names[0]}`,
        'Or, where it was removed on purpose, and what it did is undone or stands elsewhere: plinth stamp current --purge',
      ].join('\n'),
      result: 'Nothing was changed.',
    },
  )
}
