import type { ErrorCode } from '../errors.ts'
import { editedRevisions, retouchedRevisions } from '../plan/edited.ts'
import type { AppliedRevision, BatchesBegun, Facts } from '../plan/facts.ts'
import type { DatabaseState } from '../plan/state.ts'
import { stepOf } from '../plan/unfinished.ts'
import { withProject, type Connection } from '../connection.ts'
import type { TargetName } from '../database/database.ts'
import { fileSums, readState, shown, type Project, type Surroundings } from '../project.ts'
import type { ConnectedTo } from '../psql/own-variables.ts'
import { titleOf } from '../revision/revision.ts'
import { readWithBaseline } from './missing-baseline.ts'
import { outlookOf } from './outlook.ts'
import { readUnfinishedStep, type UnfinishedStep } from './unfinished-step.ts'

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
  /** What `migrate`, or `init` where nothing is tracked yet, would still record, in order; the baseline too. */
  readonly pending: readonly RevisionLine[]
  /** Repeatable migrations that are due: new, changed, or run before a downgrade; `revision` is `repeatable:` and the name. */
  readonly repeatable: readonly RevisionLine[]
  readonly heads: readonly RevisionLine[]
  readonly applied: readonly AppliedRevision[]
  /** A migration without a transaction that began and did not end; undefined where there is none. */
  readonly unfinished: UnfinishedStep | undefined
  /** Batches of a migration that stopped among them: how far they came. */
  readonly batches: readonly BatchesBegun[]
  readonly edited: readonly string[]
  /** Files that changed only in comments, white space or header after they were applied. */
  readonly retouched: readonly string[]
  /** Why `init` and `migrate` would refuse; undefined when they would not. */
  readonly refusal: { readonly code: ErrorCode; readonly message: string } | undefined
  /** What to type next: a command, or the ways on, one a line, where there is a choice; undefined when there is nothing to do. */
  readonly next: string | undefined
}

/** Where the database is: state, current revisions, what is pending. Writes nothing; a read-only role suffices. */
export async function status(surroundings: Surroundings): Promise<StatusResult> {
  return (await statusWithProject(surroundings)).status
}

/** {@link status}, with the files that it was made from, and what was asked. */
export function statusWithProject(
  surroundings: Surroundings,
): Promise<{ readonly project: Project; readonly status: StatusResult; readonly connected: ConnectedTo }> {
  return withProject(
    surroundings,
    { verb: 'status' },
    (config) => readWithBaseline(surroundings, config),
    async (connection, { project }) => ({
      project,
      status: await statusOf(connection, project),
      connected: connection.session,
    }),
  )
}

async function statusOf(connection: Connection, project: Project): Promise<StatusResult> {
  const { session, database, target, firstLook } = connection
  const facts = await (firstLook ?? database.readFacts(session))
  const state = await readState(project, facts, session)
  const step = stepOf(state)
  const unfinished = step && (await readUnfinishedStep(project, connection, step))
  return {
    database: target.database,
    target: `${target.user}@${target.host}:${target.port}/${target.database}`,
    server: `PostgreSQL ${session.serverVersionText}`,
    tables: facts.tables,
    ...standing(project, facts, { state, unfinished, target }),
  }
}

/** What facts and files say together. */
function standing(
  project: Project,
  facts: Facts,
  found: {
    readonly state: DatabaseState
    readonly target: TargetName
    readonly unfinished: Awaited<ReturnType<typeof readUnfinishedStep>> | undefined
  },
): Omit<StatusResult, 'database' | 'target' | 'server' | 'tables'> {
  const { state, unfinished, target } = found
  const { tracking } = facts
  const applied = tracking.kind === 'tracked' ? tracking.applied : []
  const sums = fileSums(project)
  const outlook = outlookOf(project, { facts, state, target })
  const refusal = outlook.refusal ?? unfinished?.refusal
  const { pending, repeatable } = outlook
  return {
    state,
    environment: tracking.kind === 'tracked' ? tracking.environment : undefined,
    current: tracking.kind === 'tracked' ? tracking.heads.map((id) => lineOf(project, id)) : [],
    pending: pending.map((id) => lineOf(project, id)),
    repeatable: repeatable.map((one) => ({
      revision: one.id,
      message: titleOf(one),
      file: shown(project, one.path),
    })),
    heads: project.graph.heads.map((id) => lineOf(project, id)),
    applied,
    edited: editedRevisions(applied, sums).map(({ path }) => shown(project, path)),
    retouched: retouchedRevisions(applied, sums).map(({ path }) => shown(project, path)),
    refusal: refusal && { code: refusal.code, message: refusal.message },
    next: refusal?.hint ?? outlook.next,
    unfinished: unfinished?.line,
    batches: (tracking.kind === 'tracked' ? tracking.batches : undefined) ?? [],
  }
}

/** A revision with message and file name; a revision these files do not have keeps its id only. */
export function lineOf(project: Project, id: string): RevisionLine {
  const migration = project.byId.get(id)
  return { revision: id, message: titleOf(migration), file: migration?.file ?? '' }
}
