import { editedRevisions } from '../plan/edited.ts'
import { titleOf } from '../revision/revision.ts'
import { upgradePath } from '../revision/path.ts'
import type { AppliedRevision } from '../plan/facts.ts'
import type { DatabaseState } from '../plan/state.ts'
import {
  fileSums,
  openProject,
  readState,
  withConnection,
  type Project,
  type Surroundings,
} from '../project.ts'

/** One revision for people and programs. */
export interface RevisionLine {
  readonly revision: string
  readonly message: string
  readonly file: string
}

export interface StatusResult {
  readonly database: string
  readonly target: string
  readonly server: string
  readonly state: DatabaseState
  readonly tables: number
  readonly environment: string | undefined
  readonly current: readonly RevisionLine[]
  readonly pending: readonly RevisionLine[]
  readonly heads: readonly RevisionLine[]
  readonly applied: readonly AppliedRevision[]
  readonly edited: readonly string[]
  /** The command to type next; undefined when there is nothing to do. */
  readonly next: string | undefined
}

/** Where the database is: state, current revisions, what is pending. Writes nothing; a read-only role suffices. */
export async function status(surroundings: Surroundings): Promise<StatusResult> {
  const project = await openProject(surroundings)
  return withConnection(surroundings, project, { verb: 'status' }, async ({ session, database, target }) => {
    const facts = await database.readFacts(session)
    const state = await readState(project, facts)
    const { tracking } = facts
    const applied = tracking.kind === 'tracked' ? tracking.applied : []
    const pending =
      state.kind === 'initialised'
        ? upgradePath(project.graph, state.heads, project.graph.heads).map((step) => step.revision)
        : []
    const current = state.kind === 'initialised' || state.kind === 'ahead' ? state.heads : []
    return {
      database: target.database,
      target: `${target.user}@${target.host}:${target.port}/${target.database}`,
      server: `PostgreSQL ${session.serverVersionText}`,
      state,
      tables: facts.tables,
      environment: tracking.kind === 'tracked' ? tracking.environment : undefined,
      current: current.map((id) => lineOf(project, id)),
      pending: pending.map((id) => lineOf(project, id)),
      heads: project.graph.heads.map((id) => lineOf(project, id)),
      applied,
      edited: editedRevisions(applied, fileSums(project)).map(({ file }) => file),
      next: nextCommand(state, pending.length),
    }
  })
}

/** A revision with message and file name; a revision these files do not have keeps its id only. */
export function lineOf(project: Project, id: string): RevisionLine {
  const migration = project.byId.get(id)
  return { revision: id, message: titleOf(migration), file: migration?.file ?? '' }
}

function nextCommand(state: DatabaseState, pending: number): string | undefined {
  if (state.kind === 'initialised') return pending > 0 ? 'plinth migrate' : undefined
  return state.kind === 'ambiguous' ? 'plinth stamp <revision>' : 'plinth init'
}
