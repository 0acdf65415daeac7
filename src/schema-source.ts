import { apply } from './apply/apply.ts'
import { prescan } from './apply/prescan.ts'
import { runScript } from './apply/run-script.ts'
import { toleranceFor, type ToleratedFailure } from './apply/tolerance.ts'
import { hooked } from './change.ts'
import type { Connection } from './connection.ts'
import { PlinthError } from './errors.ts'
import type { OnEvent } from './event.ts'
import type { Model } from './model/model.ts'
import { dueRepeatables, withRepeatables } from './plan/around.ts'
import { partsByRevision, type PlanPart } from './plan/by-revision.ts'
import { planInit } from './plan/init.ts'
import { planOf, type Plan } from './plan/plan.ts'
import { scriptsById, type Project, type Surroundings } from './project.ts'
import type { RevisionId } from './revision/revision.ts'
import type { Schema } from './schema/schema.ts'
import type { Shadow } from './shadow.ts'

/** The schema of a database as it is, without the tracking. Never writes. */
export function schemaOfDatabase({
  session,
  database,
}: Pick<Connection, 'session' | 'database'>): Promise<Schema> {
  return database.readSchema(session)
}

/** What is replayed, and where. */
export interface Replay {
  /** Empty, and used up by this. */
  readonly shadow: Shadow
  /** Up to these revisions; the heads of the files by default. */
  readonly targets?: readonly RevisionId[] | undefined
}

/** The schema behind a revision. */
export interface ReplayedSchema {
  /** Undoes the migration, and gives the schema then; the next one asked for is applied on top of it again. Throws as a downgrade does. */
  readonly undo: () => Promise<Schema>
  readonly revision: RevisionId
  /** Of the shadow database then: where the history has branches, others that were replayed before are among them, and in the schema. */
  readonly heads: readonly RevisionId[]
  readonly schema: Schema
}

/**
 * The schema that the init script and the migrations make, replayed in a shadow database with all that a real run does: TypeScript migrations, hooks,
 * and, at the heads of the files, repeatable migrations. Throws what a run throws: E_SQL, E_SCRIPT, E_MIGRATION, E_FILE, E_SHADOW, E_INTERRUPTED.
 */
export async function schemaOfMigrations(
  surroundings: Surroundings,
  project: Project,
  replay: Replay,
): Promise<Schema> {
  const parts = await planReplay(project, replay)
  for (const { plan } of joined(parts, parts.length - 1))
    await run(surroundings, project, { shadow: replay.shadow, plan })
  return schemaOfDatabase(replay.shadow)
}

/**
 * The schemas behind one revision after the other, of one replay; `from` is the first of them, the baseline by default. The replay goes on when the next
 * one is asked for. Throws as {@link schemaOfMigrations}, and E_REVISION where `from` is not on the way.
 */
export async function* schemasOfMigrations(
  surroundings: Surroundings,
  project: Project,
  replay: Replay & { readonly from?: RevisionId | undefined },
): AsyncGenerator<ReplayedSchema> {
  const parts = await planReplay(project, replay)
  const { from, shadow } = replay
  const first = from === undefined ? 0 : parts.findIndex(({ revision }) => revision === from)
  if (first === -1)
    throw new PlinthError('E_REVISION', `the revision ${from} is not on the way to what is replayed`)
  for (const { revision, plan } of joined(parts, first)) {
    await run(surroundings, project, { shadow, plan })
    let isUndone = false
    const undo = async () => {
      await run(surroundings, project, { shadow, plan: undoing(project, revision, plan) })
      isUndone = true
      return schemaOfDatabase(shadow)
    }
    yield { revision, heads: plan.to, schema: await schemaOfDatabase(shadow), undo }
    if (isUndone) await run(surroundings, project, { shadow, plan: redoing(project, revision, plan) })
  }
}

/** The way back over the last move of a plan. */
function undoing(project: Project, revision: RevisionId, { from, to }: Plan): Plan {
  return hooked(planOf('downgrade', to, [{ kind: 'downgrade', revision, from: to, to: from }]), project)
}

function redoing(project: Project, revision: RevisionId, { from, to }: Plan): Plan {
  return hooked(planOf('upgrade', from, [{ kind: 'upgrade', revision, from, to }]), project)
}

/** The parts with all up to the one at `index` as one: nobody looks in between. */
function joined(parts: readonly PlanPart[], index: number): readonly PlanPart[] {
  const last = parts[index]
  if (last === undefined || index < 1) return parts
  const before = parts.slice(0, index + 1)
  const plan = planOf(
    last.plan.verb,
    [],
    before.flatMap(({ plan }) => plan.steps),
  )
  return [{ revision: last.revision, plan }, ...parts.slice(index + 1)]
}

/** Where the init script cannot be run in one transaction, it is run in several. Throws where it cannot be run at all, before anything is. */
async function planReplay(project: Project, { shadow, targets }: Replay): Promise<readonly PlanPart[]> {
  const plan = planWith(project, { targets, transaction: 'one' })
  const scan = (plan: Plan) => prescan(plan, filesOf(project, shadow), scanning(project))
  try {
    await scan(plan)
    return partsByRevision(plan)
  } catch (error) {
    if (!(error instanceof PlinthError) || plan.steps[0]?.kind !== 'init') throw error
    const inParts = planWith(project, { targets, transaction: 'in parts' })
    await scan(inParts)
    return partsByRevision(inParts)
  }
}

function scanning({ config }: Project) {
  return { trackingSchema: config.schema, commit: 'after each step' } as const
}

function planWith(
  project: Project,
  {
    targets = project.graph.realHeads,
    transaction,
  }: { readonly targets: Replay['targets']; readonly transaction: 'one' | 'in parts' },
): Plan {
  const { graph, baseline, repeatables } = project
  const plan = planInit({ kind: 'empty' }, graph, {
    baseline: baseline?.id,
    adopt: undefined,
    targets,
    allowNewer: 'refused',
    transaction,
    database: '',
  })
  const due = dueRepeatables(repeatables, { kind: 'none' })
  return hooked(withRepeatables(plan, due, graph.realHeads), project)
}

/** Scripts are read as if they ran in the project's own database. */
function filesOf(project: Project, { standsFor }: Shadow) {
  return {
    migrations: scriptsById(project),
    initScript: { ...project.config.reading, connected: standsFor },
  }
}

async function run(
  surroundings: Surroundings,
  project: Project,
  { shadow, plan }: { readonly shadow: Shadow; readonly plan: Plan },
): Promise<void> {
  const { world, signal, toolVersion } = surroundings
  const { config } = project
  const onEvent = quietly(surroundings.onEvent)
  const { applied } = await inShadow(shadow, () =>
    apply({
      session: shadow.session,
      database: shadow.database,
      world,
      ...filesOf(project, shadow),
      openWatcher: (until) => shadow.openAnother('watch', until),
      openBeside: () => shadow.openAnother('statements', signal, onEvent),
      onEvent,
      plan: () => plan,
      commit: 'after each step',
      outlook: plan.from.length > 0 ? plan : undefined,
      lockTimeoutMs: config.lockTimeoutMs,
      statementLockTimeoutMs: config.statementLockTimeoutMs,
      lockRetries: config.lockRetries,
      signal,
      environment: config.environment,
      toolVersion,
    }),
  )
  tellTolerated(
    surroundings,
    applied.flatMap(({ tolerated }) => tolerated),
  )
}

/** What a script says, and what is applied, is not about the project's database; that something takes long is told. */
function quietly(onEvent: OnEvent): OnEvent {
  return (event) => {
    if (event.kind === 'work') onEvent(event)
  }
}

/**
 * The schema that a model makes, loaded into a shadow database in one transaction. Throws E_SQL and E_SCRIPT with the place, E_MODEL where it holds no
 * statement, E_FILE, E_SHADOW, E_INTERRUPTED.
 */
export async function schemaOfModel(
  surroundings: Surroundings,
  model: Model,
  { shadow }: Pick<Replay, 'shadow'>,
): Promise<Schema> {
  return inShadow(shadow, async () => {
    tellTolerated(surroundings, await load(model, shadow))
    return schemaOfDatabase(shadow)
  })
}

/** Loads it, and returns the failures that were passed over. */
async function load(model: Model, { session, standsFor }: Shadow): Promise<readonly ToleratedFailure[]> {
  await session.begin()
  try {
    const { statements, tolerated } = await runScript(model.read(standsFor), {
      session,
      onStatement: () => {},
      onEcho: () => {},
      toleranceFor,
    })
    if (statements === 0) throw emptyModel(model)
    await session.commit()
    await session.reset()
    return tolerated
  } catch (error) {
    await session.rollback()
    throw error
  }
}

/** What is missing in the schema because of it must not go unsaid. */
function tellTolerated({ onEvent }: Surroundings, tolerated: readonly ToleratedFailure[]): void {
  for (const { file, line, message } of tolerated)
    onEvent({ kind: 'notice', severity: 'SHADOW', text: `passed over: ${message} (${file}:${line})` })
}

/** Otherwise everything would be taken for superfluous. */
function emptyModel({ about }: Model): PlinthError {
  return new PlinthError('E_MODEL', `the model ${about} holds no statement`, {
    hint: 'It must hold the statements that make the whole schema.',
  })
}

/** What went wrong there changed nothing in the project's database, whatever it says of itself. */
async function inShadow<T>({ target }: Shadow, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof PlinthError)) throw error
    throw error.with({
      result: `That was in the shadow database ${target.database}, which is dropped. Nothing else was changed.`,
    })
  }
}
