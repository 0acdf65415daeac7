import { ancestorsOf, topologicalOrder } from '../revision/graph.ts'
import { titleOf } from '../revision/revision.ts'
import { resolveRange } from '../revision/target.ts'
import type { JournalEntry } from '../plan/journal.ts'
import { openProject, withConnection, type Project, type Surroundings } from '../project.ts'
import { refuseMissingFolder } from './named-folder.ts'

export interface HistoryLine {
  readonly revision: string
  readonly downRevisions: readonly string[]
  readonly message: string
  readonly file: string
  readonly created: string | undefined
  readonly isHead: boolean
  readonly isBranchPoint: boolean
  readonly labels: readonly string[]
  /** Only when the database was asked (`--indicate-current`). */
  readonly status: 'applied' | 'current' | 'pending' | undefined
}

/** The revisions of the files, newest first; of a range `a:b` when given. Asks the database only for `marks`. */
export async function history(
  surroundings: Surroundings,
  options: { readonly range?: string | undefined; readonly marks?: 'current' | undefined } = {},
): Promise<readonly HistoryLine[]> {
  const project = await openProject(surroundings)
  refuseMissingFolder(surroundings, project.config)
  const wanted =
    options.range === undefined ? undefined : new Set<string>(resolveRange(project.graph, options.range))
  const heads = options.marks === 'current' ? await readHeads(surroundings, project) : undefined
  return [...topologicalOrder(project.graph)]
    .reverse()
    .filter((id) => wanted?.has(id) ?? true)
    .map((id) => historyLine(project, id, heads))
}

function historyLine(project: Project, id: string, heads: readonly string[] | undefined): HistoryLine {
  const migration = project.byId.get(id)
  const children = project.migrations.filter((other) =>
    (other.downRevisions as readonly string[]).includes(id),
  )
  return {
    revision: id,
    downRevisions: migration?.downRevisions ?? [],
    message: titleOf(migration),
    file: migration?.file ?? '',
    created: migration?.created,
    isHead: (project.graph.heads as readonly string[]).includes(id),
    isBranchPoint: children.length > 1,
    labels: migration?.labels ?? [],
    status: heads ? statusOf(project, id, heads) : undefined,
  }
}

function statusOf(project: Project, id: string, heads: readonly string[]): HistoryLine['status'] {
  if (heads.includes(id)) return 'current'
  const known = heads.filter((head) => project.byId.has(head)) as unknown as Parameters<typeof ancestorsOf>[1]
  return (ancestorsOf(project.graph, known) as ReadonlySet<string>).has(id) ? 'applied' : 'pending'
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
