import { refuseReadOnly } from '../change.ts'
import { isGuarded } from '../config/environment.ts'
import { PlinthError } from '../errors.ts'
import { commit, lockedTransaction } from '../apply/locked.ts'
import { withConnection, type Connection } from '../connection.ts'
import { openProject, type Project, type Surroundings } from '../project.ts'
import { init, type InitResult } from './init.ts'

export interface ResetOptions {
  /** The name of the database, typed by the user: the confirmation. */
  readonly confirm: string | undefined
  /** Asks the user for the name; undefined where nobody can be asked. */
  readonly ask?: (warning: ResetWarning) => Promise<string | undefined>
}

/** What is about to be deleted. */
export interface ResetWarning {
  readonly database: string
  readonly host: string
  readonly tables: number
  readonly rows: number
  readonly bytes: number
  readonly otherSessions: number
}

export interface ResetResult extends InitResult {
  readonly dropped: number
}

/**
 * Drops everything in the database and initialises it anew. Guarded: the name of the database must be given, and a database
 * that is marked for production or protected is refused whatever is given. Throws E_CONFIRM, E_PROTECTED.
 */
export async function reset(surroundings: Surroundings, options: ResetOptions): Promise<ResetResult> {
  const project = await openProject(surroundings)
  const dropped = await withConnection(surroundings, project, { verb: 'reset' }, async (connection) => {
    await refuseProtected(project, connection)
    await refuseUnconfirmed(connection, options)
    const runId = surroundings.world.randomHex(8)
    const { session, database } = connection
    const objects = await lockedTransaction(lockOf(surroundings, project, connection), runId, async () => {
      await refuseProtected(project, connection)
      return database.dropEverything(session)
    })
    await commit(session, {})
    return objects ?? 0
  })
  return { ...(await init({ ...surroundings, onEvent: withoutTarget(surroundings) })), dropped }
}

/** What {@link reset} would delete. Changes nothing; throws E_PROTECTED where `reset` would. */
export async function previewReset(surroundings: Surroundings): Promise<ResetWarning> {
  const project = await openProject(surroundings)
  return withConnection(surroundings, project, { verb: 'reset' }, async (connection) => {
    await refuseProtected(project, connection)
    return warningOf(connection)
  })
}

async function warningOf({ session, database, target }: Connection): Promise<ResetWarning> {
  return {
    database: target.database,
    host: `${target.host}:${target.port}`,
    ...(await database.readSize(session)),
  }
}

function withoutTarget(surroundings: Surroundings): Surroundings['onEvent'] {
  return (event) => {
    if (event.kind !== 'target' && event.kind !== 'embedded') surroundings.onEvent(event)
  }
}

function lockOf(surroundings: Surroundings, project: Project, connection: Connection) {
  const { session, database } = connection
  const { world, onEvent, signal } = surroundings
  return { session, database, world, onEvent, signal, lockTimeoutMs: project.config.lockTimeoutMs }
}

async function refuseProtected(project: Project, connection: Connection): Promise<void> {
  const { session, database, target } = connection
  const facts = await database.readFacts(session)
  const { tracking, foreign, objects } = facts
  const unchanged = 'Nothing was changed.'
  if (project.config.protected) {
    throw new PlinthError(
      'E_PROTECTED',
      `${target.database} is protected by the configuration of the environment ${project.config.environment}`,
      { hint: 'plinth reset never touches a protected database.', result: unchanged },
    )
  }
  if (tracking.kind === 'tracked' && (tracking.protected || isGuarded(tracking.environment))) {
    const mark = tracking.protected ? 'protected' : tracking.environment
    throw new PlinthError('E_PROTECTED', `${target.database} is marked as ${mark}`, {
      detail: 'The mark is in the database itself, set when it was initialised.',
      hint: 'plinth reset never touches it; drop the database by hand if you must.',
      result: unchanged,
    })
  }
  if (tracking.kind !== 'tracked' && objects.length > 0) {
    const [tool] = foreign
    const fact =
      tracking.kind === 'none' ? 'was not initialised by Plinth' : 'has a tracking that is not whole'
    throw new PlinthError('E_PROTECTED', `${target.database} ${fact}`, {
      ...(tool ? { detail: `It is tracked by ${tool.tool}.` } : {}),
      hint: 'plinth reset drops only what Plinth initialised; drop the database by hand if you must.',
      result: unchanged,
    })
  }
  refuseReadOnly(facts, connection)
}

async function refuseUnconfirmed(connection: Connection, options: ResetOptions): Promise<void> {
  const { target } = connection
  const warning = await warningOf(connection)
  const typed = options.confirm ?? (await options.ask?.(warning))
  if (typed === target.database) return
  throw new PlinthError(
    'E_CONFIRM',
    typed === undefined
      ? `deleting all data of ${target.database} was not confirmed`
      : `"${typed}" is not the name of the database`,
    {
      detail: `${warning.tables} tables, about ${warning.rows} rows on ${warning.host}`,
      hint: `To go on: plinth reset --confirm ${target.database}`,
      result: 'Nothing was changed.',
    },
  )
}
