import type { JournalEntry } from '../plan/journal.ts'
import { withConnection } from '../connection.ts'
import { openProject, type Project, type Surroundings } from '../project.ts'
import { ancestorsOf, isBranchPoint, topologicalOrder } from '../revision/graph.ts'
import { isMergePoint, titleOf, type RevisionId } from '../revision/revision.ts'
import { resolveRange } from '../revision/target.ts'
import { readCurrentHeads } from './current-heads.ts'
import { refuseMissingFolder } from './named-folder.ts'

export interface HistoryLine {
  readonly revision: string
  readonly downRevisions: readonly string[]
  /** What must be applied before without being a down revision. */
  readonly dependsOn: readonly string[]
  readonly message: string
  readonly file: string
  readonly created: string | undefined
  readonly isHead: boolean
  readonly isBranchPoint: boolean
  readonly labels: readonly string[]
  /** Only when the database was asked (`--indicate-current`). */
  readonly status: 'applied' | 'current' | 'pending' | undefined
}

/**
 * The revisions of the files, newest first; of a range `a:b` when given. Asks the database only for `marks`, and for `current` in the range.
 * Throws E_REVISION, E_HEADS.
 */
export async function history(
  surroundings: Surroundings,
  options: { readonly range?: string | undefined; readonly marks?: 'current' | undefined } = {},
): Promise<readonly HistoryLine[]> {
  const project = await openProject(surroundings)
  refuseMissingFolder(surroundings, project.config)
  const { range, marks } = options
  const targets = range === undefined ? [] : [range]
  const current = await readCurrentHeads(surroundings, project, { verb: 'history', targets })
  const wanted =
    range === undefined ? undefined : new Set<string>(resolveRange(project.graph, range, current))
  const heads = marks === 'current' ? (current ?? (await readHeads(surroundings, project))) : undefined
  const statusOf = heads ? marker(project, heads) : () => undefined
  const lineOf = liner(project, statusOf)
  return [...topologicalOrder(project.graph)]
    .reverse()
    .filter((id) => wanted?.has(id) ?? true)
    .map(lineOf)
}

/** One head and no merge make one line, of which no children need be looked up. */
function liner(
  { graph, byId }: Project,
  statusOf: (id: RevisionId) => HistoryLine['status'],
): (id: RevisionId) => HistoryLine {
  const heads = new Set(graph.heads)
  const isLine = heads.size < 2 && ![...byId.values()].some(isMergePoint)
  return (id) => {
    const migration = byId.get(id)
    return {
      revision: id,
      downRevisions: migration?.downRevisions ?? [],
      dependsOn: migration?.dependsOn ?? [],
      message: titleOf(migration),
      file: migration?.file ?? '',
      created: migration?.created,
      isHead: heads.has(id),
      isBranchPoint: !isLine && isBranchPoint(graph, id),
      labels: migration?.labels ?? [],
      status: statusOf(id),
    }
  }
}

/** Tells of a revision whether it is applied, in a database at these heads. */
function marker({ graph }: Project, heads: readonly string[]): (id: RevisionId) => HistoryLine['status'] {
  const current = new Set(heads)
  const known = (heads as readonly RevisionId[]).filter((id) => graph.revisions.has(id))
  const applied = ancestorsOf(graph, known)
  return (id) => (current.has(id) ? 'current' : applied.has(id) ? 'applied' : 'pending')
}

function readHeads(surroundings: Surroundings, project: Project): Promise<readonly string[]> {
  return withConnection(
    surroundings,
    project,
    { verb: 'history' },
    async ({ session, database }) => (await database.readHeads(session)) ?? [],
  )
}

/** The journal of the database: every step that was recorded, oldest first. */
export async function recorded(surroundings: Surroundings): Promise<readonly JournalEntry[]> {
  const project = await openProject(surroundings)
  return withConnection(surroundings, project, { verb: 'history' }, ({ session, database }) =>
    database.readJournal(session),
  )
}
