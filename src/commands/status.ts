import type { ErrorCode } from '../errors.ts'
import { isAsFiles, type AppliedRevision, type AsFiles } from '../plan/applied.ts'
import { editedRevisions, retouchedRevisions } from '../plan/edited.ts'
import { appliedIn, type BatchesBegun, type Facts } from '../plan/facts.ts'
import type { SchemaProof } from '../plan/proof.ts'
import type { DatabaseState } from '../plan/state.ts'
import { stepOf } from '../plan/unfinished.ts'
import { withProject, type Connection } from '../connection.ts'
import type { TargetName } from '../database/database.ts'
import { fileSums, readState, shown, type Project, type Surroundings } from '../project.ts'
import type { ConnectedTo } from '../psql/own-variables.ts'
import { titleOf } from '../revision/revision.ts'
import { editedSmallScript, mendScript } from './edited-script.ts'
import { readWithBaseline } from './missing-baseline.ts'
import { outlookOf } from './outlook.ts'
import { proveUntracked } from './prove-untracked.ts'
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
  /** What the schema of an untracked database is by its fingerprint; undefined of one that is empty, tracked, or of another tool. */
  readonly proof: SchemaProof | undefined
  readonly tables: number
  readonly environment: string | undefined
  readonly current: readonly RevisionLine[]
  /** What `migrate`, or `init` where nothing is tracked yet, would still record, in order; the baseline too. */
  readonly pending: readonly RevisionLine[]
  /** Repeatable migrations that are due: new, changed, or run before a downgrade; `revision` is `repeatable:` and the name. */
  readonly repeatable: readonly RevisionLine[]
  readonly heads: readonly RevisionLine[]
  /** What is recorded as applied, in order. */
  readonly applied: readonly AppliedRevision[]
  /** The first of them. */
  readonly since: AppliedRevision | undefined
  /** A migration without a transaction that began and did not end; undefined where there is none. */
  readonly unfinished: UnfinishedStep | undefined
  /** Batches of a migration that stopped among them: how far they came. */
  readonly batches: readonly BatchesBegun[]
  readonly edited: readonly string[]
  /** The init script, where it is not what was run, and new databases would differ; one that is large is not looked at. */
  readonly editedScript: string | undefined
  /** Files that changed only in comments, white space or header after they were applied. */
  readonly retouched: readonly string[]
  /** Why `init` and `migrate` would refuse; undefined when they would not. */
  readonly refusal: { readonly code: ErrorCode; readonly message: string } | undefined
  /** What to type next: a command, or the ways on, one a line, where there is a choice; undefined when there is nothing to do. */
  readonly next: string | undefined
}

/** Where the database is: state, current revisions, what is pending. Writes nothing; a read-only role suffices. */
export async function status(surroundings: Surroundings): Promise<StatusResult> {
  const found = await standing(surroundings, () => true)
  return { ...(await withScript(found)), applied: found.applied }
}

/** {@link status}, but for what is recorded as applied. */
export type Overview = Omit<StatusResult, 'applied'>

/** Reads no more than it needs. */
export async function overview(surroundings: Surroundings): Promise<Overview> {
  return withScript(await standing(surroundings, hasBaselineElsewhere))
}

/** Whether the first row of what is applied is not that of the baseline. */
export function hasBaselineElsewhere({ baseline }: Project, { first }: AsFiles): boolean {
  return baseline !== undefined && baseline.id !== first?.revision
}

async function withScript({ project, status: found, applied, connected }: Found): Promise<Overview> {
  const editedScript = await editedSmallScript(project, applied, connected)
  const next = found.next ?? (editedScript === undefined ? undefined : mendScript(editedScript))
  return { ...found, editedScript, next }
}

/** {@link status}, but for what only it looks at. */
export type Standing = Omit<StatusResult, 'applied' | 'editedScript'>

type Found = Awaited<ReturnType<typeof standing>>

/**
 * Where the database is, with the files that it was made from, and what was asked. `isRead`: whether thousands of rows that say no more than the files are
 * to be read all the same; else `applied` has the first of them.
 */
export function standing(
  surroundings: Surroundings,
  isRead: (project: Project, applied: AsFiles) => boolean = () => false,
): Promise<{
  readonly project: Project
  readonly status: Standing
  readonly applied: readonly AppliedRevision[]
  readonly connected: ConnectedTo
}> {
  return withProject(
    surroundings,
    { verb: 'status' },
    (config) => readWithBaseline(surroundings, config),
    async (connection, { project }) => {
      const { session, database, firstLook } = connection
      const looked = await (firstLook ?? database.readFacts(session))
      const { tracking } = looked
      const isLeft =
        tracking.kind === 'tracked' && isAsFiles(tracking.applied) && isRead(project, tracking.applied)
      const facts = isLeft ? await database.readFacts(session) : looked
      return {
        project,
        status: await statusOf(connection, project, facts),
        applied: appliedIn(facts),
        connected: session,
      }
    },
  )
}

async function statusOf(connection: Connection, project: Project, facts: Facts): Promise<Standing> {
  const { session, target } = connection
  const state = await readState(project, facts, session)
  const step = stepOf(state)
  const unfinished = step && (await readUnfinishedStep(project, connection, step))
  const proof = await proveUntracked(project, connection, facts)
  return {
    database: target.database,
    target: `${target.user}@${target.host}:${target.port}/${target.database}`,
    server: `PostgreSQL ${session.serverVersionText}`,
    tables: facts.tables,
    ...told(project, facts, { state, unfinished, target, proof }),
  }
}

/** What facts and files say together. */
function told(
  project: Project,
  facts: Facts,
  found: {
    readonly state: DatabaseState
    readonly target: TargetName
    readonly proof: SchemaProof | undefined
    readonly unfinished: Awaited<ReturnType<typeof readUnfinishedStep>> | undefined
  },
): Omit<Standing, 'database' | 'target' | 'server' | 'tables'> {
  const { state, unfinished, target, proof } = found
  const { tracking } = facts
  const applied = appliedIn(facts)
  const sums = fileSums(project)
  const outlook = outlookOf(project, { facts, state, target, proof })
  const refusal = outlook.refusal ?? unfinished?.refusal
  const { pending, repeatable } = outlook
  return {
    state,
    proof,
    environment: tracking.kind === 'tracked' ? tracking.environment : undefined,
    current: tracking.kind === 'tracked' ? tracking.heads.map((id) => lineOf(project, id)) : [],
    pending: pending.map((id) => lineOf(project, id)),
    repeatable: repeatable.map((one) => ({
      revision: one.id,
      message: titleOf(one),
      file: shown(project, one.path),
    })),
    heads: project.graph.heads.map((id) => lineOf(project, id)),
    since: applied[0],
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
