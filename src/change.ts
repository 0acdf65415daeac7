import type { AppliedStep } from './apply/ledger.ts'
import type { OfflineContext } from './apply/offline.ts'
import { dueRepeatables, withHooks, withRepeatables } from './plan/around.ts'
import { openDatabase } from './database/open.ts'
import { PlinthError } from './errors.ts'
import { explainAdopted } from './plan/adopted-unproven.ts'
import { isAsFiles } from './plan/applied.ts'
import { editedRevisions, refuseEdited } from './plan/edited.ts'
import { refuseRewritten } from './plan/rewritten.ts'
import { appliedIn, type Facts } from './plan/facts.ts'
import { titleOfStep, type CommitTime, type Plan, type Step } from './plan/plan.ts'
import type { DatabaseState } from './plan/state.ts'
import { refuseScript } from './plan/unfinished.ts'
import type { Connection } from './connection.ts'
import { readExpected, fileSums, scriptsById, shown, type Project, type Surroundings } from './project.ts'
import { stateOf } from './plan/state.ts'

/** What a verb that changes the database did. */
export interface Change {
  readonly state: DatabaseState
  readonly plan: TitledPlan
  readonly applied: readonly AppliedStep[]
  readonly heads: readonly string[]
  /** The plan as SQL for psql, which also moves the tracking; undefined but in the mode `script`. */
  readonly sql: string | undefined
}

/** A plan for people: each step with the first line of its migration's message; of a stamp, of those of all its targets. */
export interface TitledPlan extends Plan {
  readonly steps: readonly (Step & { readonly title: string })[]
}

type Planner = (state: DatabaseState, facts: Facts) => Plan

/** `apply`: change the database. `plan`: only say what would be done. `script`: say it as SQL for psql. */
export type Mode = 'apply' | 'plan' | 'script'

/** A change that is wanted. */
interface Wanted {
  readonly planner: Planner
  readonly mode: Mode
  readonly commit?: CommitTime | undefined
  /** `due`: the repeatable migrations that are, behind the others. Default: none. */
  readonly repeatables?: 'due'
  /** What is done about applied migrations that were edited: refused, but by a repair. */
  readonly edited?: 'accepted'
  readonly beforeApply?: (facts: Facts, plan: Plan) => Promise<void>
}

/**
 * Reads facts, plans, and applies the plan under the lock. A first look without the lock answers "nothing to do", and refuses
 * what must be refused, without waiting for anybody. Throws E_EDITED when an applied migration was edited.
 */
export async function changeDatabase(
  surroundings: Surroundings,
  project: Project,
  connection: Connection,
  change: Wanted,
): Promise<Change> {
  const { session, database } = connection
  const facts = await (connection.firstLook ?? database.readFacts(session))
  // What somebody puts into an empty database between this look and the lock is compared with nothing, and refused.
  const expected = await readExpected(project, facts, session)
  const planFrom = (fresh: Facts): { state: DatabaseState; plan: Plan } => {
    if (change.edited !== 'accepted') refuseEditedFiles(project, fresh)
    const state = stateOf(fresh, project.graph, expected)
    const plan = change.planner(state, fresh)
    const due = change.repeatables === 'due' ? dueRepeatables(project.repeatables, fresh.tracking) : []
    return { state, plan: hooked(withRepeatables(plan, due, project.graph.realHeads), project) }
  }
  const first = await withDifference(() => planFrom(facts), { project, connection, facts })
  surroundings.onEvent({ kind: 'state', state: first.state.kind, about: ignoredText(facts) })
  const planned = plannedChange(project, first)
  const isScript = change.mode === 'script'
  if (first.plan.steps.length === 0 && !isScript) return planned
  // Most calls find nothing to do: the executor and the script reader are loaded only when there is.
  const [{ apply }, { prescan }] = await Promise.all([
    import('./apply/apply.ts'),
    import('./apply/prescan.ts'),
  ])
  const files = filesOf(project, connection)
  if (change.mode === 'apply') refuseReadOnly(facts, connection)
  if (isScript) refuseScript(first.state, first.plan)
  const { commit = 'after each step' } = change
  await prescan(first.plan, files, { trackingSchema: project.config.schema, commit })
  if (isScript)
    return {
      ...planned,
      sql: await renderScript(surroundings, project, { plan: first.plan, commit, database, ...files }),
    }
  if (change.mode !== 'apply') return planned
  await change.beforeApply?.(facts, first.plan)
  const { plan, applied } = await apply({
    session,
    database,
    world: surroundings.world,
    ...files,
    openWatcher: (signal) => connection.openAnother('watch', signal),
    openBeside: () => connection.openAnother('statements', surroundings.signal, surroundings.onEvent),
    onEvent: surroundings.onEvent,
    plan: (fresh) => planFrom(fresh).plan,
    commit,
    outlook: facts.tracking.kind === 'tracked' ? first.plan : undefined,
    lockTimeoutMs: project.config.lockTimeoutMs,
    statementLockTimeoutMs: project.config.statementLockTimeoutMs,
    lockRetries: project.config.lockRetries,
    signal: surroundings.signal,
    environment: project.config.environment,
    toolVersion: surroundings.toolVersion,
  }).catch((error: unknown) => {
    throw explainAdopted(error, { plan: first.plan, facts, commit, revision: failedIn(project, error) })
  })
  return {
    ...planned,
    plan: titled(applied.length > 0 ? first.plan : plan, project),
    applied,
    heads: plan.to,
  }
}

/** The revision whose migration an error is about. */
function failedIn({ migrations }: Project, error: unknown): string | undefined {
  const file = error instanceof PlinthError ? error.place?.file : undefined
  return file === undefined ? undefined : migrations.find(({ path }) => path === file)?.id
}

/** The plan of a database that is not there, and would be created empty. Nothing is created, and nothing is done. */
export async function planForNew(
  { onEvent }: Surroundings,
  project: Project,
  {
    planner,
    repeatables,
    commit = 'after each step',
  }: Pick<Wanted, 'repeatables' | 'commit'> & { readonly planner: (state: DatabaseState) => Plan },
): Promise<Change> {
  const state: DatabaseState = { kind: 'empty' }
  onEvent({ kind: 'state', state: 'absent', about: 'it would be created' })
  const due = repeatables === 'due' ? dueRepeatables(project.repeatables, { kind: 'none' }) : []
  const plan = hooked(withRepeatables(planner(state), due, project.graph.realHeads), project)
  await prescanned(project, plan, commit)
  return plannedChange(project, { state, plan })
}

/** The files of a plan that no database was asked for, read to their ends. */
async function prescanned(project: Project, plan: Plan, commit: CommitTime) {
  const { config } = project
  const { prescan } = await import('./apply/prescan.ts')
  const files = { migrations: scriptsById(project), initScript: config.reading }
  await prescan(plan, files, { trackingSchema: config.schema, commit })
  return files
}

/** A change of which nothing is done. */
function plannedChange(
  project: Project,
  { state, plan }: { readonly state: DatabaseState; readonly plan: Plan },
): Change {
  return { state, plan: titled(plan, project), applied: [], heads: plan.from, sql: undefined }
}

function filesOf(project: Project, { session }: Connection) {
  const { config } = project
  return { migrations: scriptsById(project), initScript: { ...config.reading, connected: session } }
}

function titled(plan: Plan, project: Project): TitledPlan {
  const scripts = scriptsById(project)
  return { ...plan, steps: plan.steps.map((step) => ({ ...step, title: titleOfStep(step, scripts) })) }
}

async function renderScript(
  surroundings: Surroundings,
  project: Project,
  {
    plan,
    ...context
  }: Pick<OfflineContext, 'database' | 'migrations' | 'initScript' | 'commit'> & { readonly plan: Plan },
): Promise<string> {
  const { renderPlan } = await import('./apply/offline.ts')
  return renderPlan(plan, {
    ...context,
    toolVersion: surroundings.toolVersion,
    environment: project.config.environment,
    now: surroundings.world.now(),
  })
}

/** The plan with the hooks of the project. */
export function hooked(plan: Plan, { hooks, byId }: Project): Plan {
  if (hooks.size === 0) return plan
  return withHooks(plan, hooks, ({ kind, revision }) => byId.get(revision)?.[kind]?.transactional ?? true)
}

/** The plan of a range as a script for psql; no database is asked. Of repeatable migrations it is not known which are due: there are none in it. Throws E_USAGE in any other mode. */
export async function changeOffline(
  surroundings: Surroundings,
  project: Project,
  {
    mode,
    plan: wanted,
    commit = 'after each step',
  }: { readonly mode: Mode; readonly plan: Plan; readonly commit?: CommitTime | undefined },
): Promise<Change & { readonly database: string }> {
  if (mode !== 'script')
    throw new PlinthError('E_USAGE', 'a range from:to is for --sql: a database is where it is', {
      hint: 'Leave out what stands before the colon, and the colon; or add --sql.',
    })
  const plan = hooked(wanted, project)
  const files = await prescanned(project, plan, commit)
  const database = await openDatabase(project.config.schema)
  return {
    ...plannedChange(project, { state: { kind: 'initialised', heads: plan.from }, plan }),
    sql: await renderScript(surroundings, project, { plan, commit, database, ...files }),
    database: '',
  }
}

/** Throws E_EDITED when an applied migration was edited, or one was put before it, and E_AHEAD when one was taken away. */
export function refuseEditedFiles(project: Project, { tracking }: Facts): void {
  if (tracking.kind !== 'tracked' || isAsFiles(tracking.applied)) return
  const { heads, applied } = tracking
  refuseEdited(applied, fileSums(project), (path) => shown(project, path))
  refuseRewritten({ heads, applied }, project.graph, (id) => shown(project, project.byId.get(id)?.path ?? id))
}

/** An E_EDITED gets what was changed, against the text that was applied. */
async function withDifference<T>(
  work: () => T,
  { project, connection, facts }: { project: Project; connection: Connection; facts: Facts },
): Promise<T> {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof PlinthError) || error.code !== 'E_EDITED') throw error
    const [first] = editedRevisions(appliedIn(facts), fileSums(project))
    const before = first && (await connection.database.readAppliedText(connection.session, first.id))
    const after = first && project.byId.get(first.id)?.text
    if (before === undefined || after === undefined) throw error
    const { differenceOf } = await import('./plan/difference.ts')
    throw error.with({ detail: [error.detail, ...differenceOf(before, after)].join('\n') })
  }
}

/** Throws E_NOT_PRIMARY where nothing can, or should, be written. */
export function refuseReadOnly(facts: Facts, { target }: Connection): void {
  if (!facts.readOnly) return
  throw new PlinthError(
    'E_NOT_PRIMARY',
    `${target.host}:${target.port}/${target.database} cannot be written to`,
    {
      detail: 'The server is a standby, or default_transaction_read_only is on for this role or database.',
      hint: `On a standby, connect to the primary: correct ${target.from}. Otherwise allow writing: ALTER ROLE (or DATABASE) … RESET default_transaction_read_only`,
      result: 'Nothing was changed.',
    },
  )
}

function ignoredText(facts: Facts): string {
  const { extensions, extensionObjects, providerSchemas } = facts.ignored
  const parts = [
    extensions.length > 0 ? `${extensions.length} extension${extensions.length === 1 ? '' : 's'}` : '',
    extensions.length > 0 && extensionObjects > 0 ? `what they own: ${extensionObjects}` : '',
    providerSchemas.length > 0 ? `schemas of the provider: ${providerSchemas.join(', ')}` : '',
  ].filter(Boolean)
  return parts.length > 0 ? `ignored: ${parts.join(', ')}` : ''
}
