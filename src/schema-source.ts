import { apply } from './apply/apply.ts'
import { prescan } from './apply/prescan.ts'
import { hooked } from './change.ts'
import type { Connection } from './connection.ts'
import { PlinthError } from './errors.ts'
import type { OnEvent } from './event.ts'
import { dueRepeatables, withRepeatables } from './plan/around.ts'
import { partsByRevision, restOf, type PlanPart } from './plan/by-revision.ts'
import { planInit } from './plan/init.ts'
import { planOf, type Plan } from './plan/plan.ts'
import { scriptsById, type Project, type Surroundings } from './project.ts'
import type { RevisionId } from './revision/revision.ts'
import { factsOf, type AvailableExtension, type Schema } from './schema/schema.ts'
import { inShadow, tellTolerated, type Shadow } from './shadow.ts'

/** The schema of a database as it is, without the tracking. Never writes. */
export function schemaOfDatabase({
  session,
  database,
}: Pick<Connection, 'session' | 'database'>): Promise<Schema> {
  return database.readSchema(session)
}

/** The extensions of the server of a database, for a plan that makes some. */
export async function extensionsFor(
  { session, database }: Pick<Connection, 'session' | 'database'>,
  schemas: readonly Schema[],
): Promise<readonly AvailableExtension[]> {
  const hasSome = schemas.some((schema) => factsOf(schema, 'extension').length > 0)
  return hasSome ? database.readAvailableExtensions(session) : []
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
  readonly revision: RevisionId
  /** Of the shadow database then: where the history has branches, others that were replayed before are among them, and in the schema. */
  readonly heads: readonly RevisionId[]
  readonly schema: Schema
  /** The revision that comes when the next one is asked for. */
  readonly next: RevisionId | undefined
  /** Undoes the migration, and gives the schema then. Throws as a downgrade does. The next one must not be asked for before a redo. */
  readonly undo: () => Promise<Schema>
  /** Applies it again, and gives the schema then. */
  readonly redo: () => Promise<Schema>
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
  return (await schemaInTwo(surroundings, project, replay)).whole
}

/** A schema, and how much of it is there because of no revision. */
export interface SchemaInTwo {
  /** Behind the last revision. */
  readonly ofRevisions: Schema
  /** With repeatable migrations, and the hook behind the run. */
  readonly whole: Schema
}

/** As {@link schemaOfMigrations}, with a look at the schema before what runs behind the last revision. */
export async function schemaInTwo(
  surroundings: Surroundings,
  project: Project,
  replay: Replay,
): Promise<SchemaInTwo> {
  const { shadow } = replay
  const plan = await planReplay(project, replay)
  const parts = partsByRevision(plan)
  for (const part of joined(parts, parts.length - 1))
    await run(surroundings, project, { shadow, plan: part.plan })
  const ofRevisions = await schemaOfDatabase(shadow)
  const rest = restOf(plan)
  if (parts.length === 0 || rest.steps.length === 0) return { ofRevisions, whole: ofRevisions }
  await run(surroundings, project, { shadow, plan: rest })
  return { ofRevisions, whole: await schemaOfDatabase(shadow) }
}

/**
 * The schemas behind one revision after the other, of one replay; `from` is the first of them, the baseline by default. Repeatable migrations and the hook behind
 * a run belong to no revision, and are not run. The replay goes on when the next one is asked for. Throws as {@link schemaOfMigrations}, and E_REVISION where
 * `from` is not on the way.
 */
export async function* schemasOfMigrations(
  surroundings: Surroundings,
  project: Project,
  replay: Replay & { readonly from?: RevisionId | undefined },
): AsyncGenerator<ReplayedSchema> {
  const { from, shadow } = replay
  const parts = partsByRevision(await planReplay(project, replay))
  const first = from === undefined ? 0 : parts.findIndex(({ revision }) => revision === from)
  if (first === -1)
    throw new PlinthError('E_REVISION', `the revision ${from} is not on the way to what is replayed`)
  const move = async (plan: Plan) => {
    await run(surroundings, project, { shadow, plan })
    return schemaOfDatabase(shadow)
  }
  for (const [index, part] of joined(parts, first).entries()) {
    const { revision, plan } = part
    yield {
      revision,
      heads: plan.to,
      schema: await move(plan),
      next: parts[first + index + 1]?.revision,
      undo: () => move(undoing(project, part)),
      redo: () => move(redoing(project, part)),
    }
  }
}

/** The way back over the revision that a part ends with. */
function undoing(project: Project, { revision, below, plan: { to } }: PlanPart): Plan {
  return moving(project, planOf('downgrade', to, [{ kind: 'downgrade', revision, from: to, to: below }]))
}

function redoing(project: Project, { revision, below, plan: { to } }: PlanPart): Plan {
  return moving(project, planOf('upgrade', below, [{ kind: 'upgrade', revision, from: below, to }]))
}

/** With the hooks of a single move, and without the one behind a run. */
function moving(project: Project, plan: Plan): Plan {
  return partsByRevision(hooked(plan, project))[0]?.plan ?? plan
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
  return [{ ...last, plan }, ...parts.slice(index + 1)]
}

/** Where the init script cannot be run in one transaction, it is run in several. Throws where it cannot be run at all, before anything is. */
async function planReplay(project: Project, { shadow, targets }: Replay): Promise<Plan> {
  const plan = planWith(project, { targets, transaction: 'one' })
  const scan = (plan: Plan) => prescan(plan, filesOf(project, shadow), scanning(project))
  try {
    await scan(plan)
    return plan
  } catch (error) {
    if (!(error instanceof PlinthError) || plan.steps[0]?.kind !== 'init') throw error
    const inParts = planWith(project, { targets, transaction: 'in parts' })
    await scan(inParts)
    return inParts
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
  const { applied } = await replaying(shadow, () =>
    apply({
      purpose: 'replay',
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

const scriptErrors: ReadonlySet<string> = new Set(['E_SQL', 'E_MIGRATION'])

/** What fails in a replay fails for each new database, whatever was done to those that are there. */
function replaying<T>(shadow: Shadow, work: () => Promise<T>): Promise<T> {
  return inShadow(shadow, work).catch((error: unknown) => {
    if (!(error instanceof PlinthError) || !scriptErrors.has(error.code)) throw error
    const ways = [
      'So it fails on every new database: mend that file.',
      'Where a migration was applied already, and the edit changes nothing there, have it accepted: plinth repair <revision>',
    ]
    throw error.with({ hint: [error.hint, ...ways].filter(Boolean).join('\n') })
  })
}

/** What a script says, and what is applied, is not about the project's database; that something takes long is told. */
function quietly(onEvent: OnEvent): OnEvent {
  return (event) => {
    if (event.kind === 'work') onEvent(event)
  }
}
