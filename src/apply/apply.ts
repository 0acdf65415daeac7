import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import type { Database, Session } from '../database/database.ts'
import { PlinthError } from '../errors.ts'
import type { OnEvent } from '../event.ts'
import type { Migration, MigrationSection } from '../migrations/migration.ts'
import type { Facts } from '../plan/facts.ts'
import type { Plan, Step } from '../plan/plan.ts'
import type { ScriptItem } from '../psql/item.ts'
import { readScript } from '../psql/read-script.ts'
import { titleOf } from '../revision/revision.ts'
import type { World } from '../world.ts'
import { entriesOf, type EntryRun } from './entries.ts'
import { withEarlier, withResult } from './left-behind.ts'
import { lockedTransaction, sessionLocked, type LockWait } from './locked.ts'
import { runScript } from './run-script.ts'

/** What the executor needs besides the plan. */
export interface ApplyContext extends LockWait {
  readonly session: Session
  readonly database: Database
  readonly world: World
  readonly migrations: ReadonlyMap<string, Migration>
  /** Makes the plan from fresh facts, under the lock; called again when somebody else moved the heads meanwhile. */
  readonly plan: (facts: Facts) => Plan
  readonly onEvent: OnEvent
  readonly environment: string
  readonly toolVersion: string
}

/** A step that was committed. */
export interface AppliedStep {
  readonly kind: Step['kind']
  readonly revision: string | undefined
  readonly message: string
  readonly statements: number
  readonly durationMs: number
}

/**
 * Applies a plan, each step together with its record in one transaction, under the lock. Returns the committed steps and the plan.
 * A step that fails is rolled back and ends the run; earlier steps stay, and the error's `result` says so.
 */
export async function apply(
  context: ApplyContext,
): Promise<{ readonly plan: Plan; readonly applied: readonly AppliedStep[] }> {
  const applied: AppliedStep[] = []
  let plan: Plan | undefined
  let next = 0
  for (;;) {
    // The last commit was proved on another connection: this one is of no more use, but nothing is left to do.
    if (plan && context.session.lost && next === plan.steps.length) return { plan, applied }
    const turn = await takeTurn(context, plan, next, applied).catch((error: unknown) => {
      throw withEarlier(error, applied)
    })
    plan = turn.plan
    next = turn.next
    if (turn.done) return { plan, applied }
  }
}

interface Turn {
  readonly plan: Plan
  readonly next: number
  readonly done: boolean
}

/** One transaction: lock, check or make the plan, run one step, record it, commit. */
async function takeTurn(
  context: ApplyContext,
  before: Plan | undefined,
  index: number,
  applied: AppliedStep[],
): Promise<Turn> {
  let outside: { readonly plan: Plan; readonly step: Step } | undefined
  let inside: Step | undefined
  const turn = await lockedTransaction(context, async (runId) => {
    const { plan, next } = await currentPlan(context, before, index)
    const step = plan.steps[next]
    if (!step) return { plan, next, done: true }
    if (runsOutside(context, step)) {
      outside = { plan, step }
      return { plan, next, done: false }
    }
    announce(context, step, next, plan)
    inside = step
    return { plan, next: next + 1, done: false, applied: await runStep(context, step, runId) }
  }).catch((error: unknown) => {
    throw inside ? withResult(error, inside, applied) : error
  })
  if (outside) {
    const done = await applyOutside(context, { ...outside, next: turn.next }, applied)
    if (done) report(context, done, applied)
    return { ...turn, next: done ? turn.next + 1 : turn.next }
  }
  if ('applied' in turn && turn.applied) report(context, turn.applied, applied)
  return turn
}

/** The plan stays valid while the heads are where its next step begins; otherwise it is made anew from fresh facts. */
async function currentPlan(
  context: ApplyContext,
  before: Plan | undefined,
  index: number,
): Promise<{ plan: Plan; next: number }> {
  const expected = before?.steps[index]?.from ?? before?.to
  if (before && expected) {
    const heads = (await context.database.readHeads(context.session)) ?? []
    if (
      heads.length === expected.length &&
      heads.every((head) => (expected as readonly string[]).includes(head))
    )
      return { plan: before, next: index }
  }
  return { plan: context.plan(await context.database.readFacts(context.session)), next: 0 }
}

function announce(context: ApplyContext, step: Step, next: number, plan: Plan): void {
  const migration = step.revision === undefined ? undefined : context.migrations.get(step.revision)
  context.onEvent({
    kind: 'step',
    step: step.kind,
    revision: step.revision ?? 'base',
    message: titleOf(migration),
    index: next + 1,
    total: plan.steps.length,
  })
}

function report(context: ApplyContext, done: AppliedStep, applied: AppliedStep[]): void {
  applied.push(done)
  const { kind, revision, message, statements, durationMs } = done
  context.onEvent({
    kind: 'applied',
    step: kind,
    revision: revision ?? 'base',
    message,
    statements,
    durationMs,
  })
}

/** Runs a step in the open transaction and writes its record. */
async function runStep(context: ApplyContext, step: Step, runId: string): Promise<AppliedStep> {
  const started = context.world.now()
  const began = context.world.monotonicMs()
  const statements = await runStatements(context, step, 'inside')
  await settle(context, step, runId)
  return await record(context, { step, runId, started, began, statements })
}

/** What the server checks only at the end, such as a deferred constraint, has no place of its own: it gets that of the script. */
async function settle(context: ApplyContext, step: Step, runId: string): Promise<void> {
  try {
    await context.database.settleTransaction(context.session, runId)
  } catch (error) {
    if (!(error instanceof PlinthError) || error.code !== 'E_SQL' || step.kind === 'stamp') throw error
    const migration = migrationOf(context, step.revision)
    const isInit = migration.init !== undefined && step.kind !== 'downgrade'
    const place = isInit
      ? { file: migration.init, line: 1, column: 1 }
      : { file: migration.path, line: sectionOf(migration, step.kind).line, column: 1 }
    const found = 'It was found at the end of the script, where deferred constraints are checked.'
    throw error.with({ place, detail: [error.detail, found].filter(Boolean).join('\n') })
  }
}

interface Ran {
  readonly step: Step
  readonly runId: string
  readonly started: Date
  readonly began: number
  readonly statements: number
}

async function record(context: ApplyContext, ran: Ran): Promise<AppliedStep> {
  const { step, statements } = ran
  await context.database.createTracking(context.session, context.environment, context.toolVersion)
  for (const entry of entriesOf(step, context.migrations, runOf(context, ran)))
    await context.database.writeRecord(context.session, step.to, entry)
  const message = titleOf(step.revision === undefined ? undefined : context.migrations.get(step.revision))
  return {
    kind: step.kind,
    revision: step.revision,
    message,
    statements,
    durationMs: context.world.monotonicMs() - ran.began,
  }
}

function runOf(context: ApplyContext, ran: Ran): EntryRun {
  const { runId, statements } = ran
  const { toolVersion, session } = context
  return {
    runId,
    statements,
    total: statements,
    started: ran.started.toISOString(),
    by: session.target.user,
    toolVersion,
  }
}

async function runStatements(
  context: ApplyContext,
  step: Step,
  transaction: 'inside' | 'outside',
): Promise<number> {
  if (step.kind === 'stamp') return 0
  const { session, onEvent } = context
  return runScript(itemsOf(context, step), {
    session,
    transaction,
    onStatement: (statements) => onEvent({ kind: 'statement', revision: step.revision, statements }),
    onEcho: (text) => onEvent({ kind: 'notice', severity: 'ECHO', text }),
  })
}

function itemsOf(context: ApplyContext, step: Exclude<Step, { kind: 'stamp' }>): AsyncIterable<ScriptItem> {
  const migration = migrationOf(context, step.revision)
  const isBaseline = migration.init !== undefined && step.kind !== 'downgrade'
  if (isBaseline)
    return readScript(createReadStream(migration.init, { highWaterMark: 1 << 18 }), {
      file: migration.init,
    })
  const section = sectionOf(migration, step.kind)
  return shifted(readScript(textChunks(section.sql), { file: migration.path }), section.line - 1)
}

function migrationOf(context: ApplyContext, revision: string): Migration {
  const migration = context.migrations.get(revision)
  if (!migration) throw new PlinthError('E_INTERNAL', `no migration for the revision ${revision} of the plan`)
  return migration
}

function sectionOf(migration: Migration, kind: Step['kind']): MigrationSection {
  if (kind !== 'downgrade') return migration.upgrade
  const { downgrade } = migration
  if (downgrade && downgrade.irreversible === undefined) return downgrade
  throw new PlinthError('E_IRREVERSIBLE', `${basename(migration.path)} has no downgrade`, {
    detail: downgrade?.irreversible ?? 'It has no section "-- plinth: downgrade".',
    hint: 'Restore a backup, or write the downgrade into the file.',
    result: 'Nothing was changed.',
  })
}

async function* textChunks(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

/** Lines of a section as lines of its file. */
async function* shifted(items: AsyncIterable<ScriptItem>, lines: number): AsyncGenerator<ScriptItem> {
  for await (const item of items) yield { ...item, at: { ...item.at, line: item.at.line + lines } }
}

function runsOutside(context: ApplyContext, step: Step): boolean {
  if (step.kind !== 'upgrade' && step.kind !== 'downgrade') return false
  const migration = migrationOf(context, step.revision)
  return migration.init === undefined && !sectionOf(migration, step.kind).transactional
}

/**
 * A step whose statements refuse a transaction block: under a session lock, statement by statement, then its record in a
 * transaction. Undefined when another run moved the heads between the two locks, so that the plan must be made anew.
 */
async function applyOutside(
  context: ApplyContext,
  { plan, step, next }: { readonly plan: Plan; readonly step: Step; readonly next: number },
  applied: readonly AppliedStep[],
): Promise<AppliedStep | undefined> {
  const { session, database } = context
  return sessionLocked(context, async (runId) => {
    const heads = (await database.readHeads(session)) ?? []
    if (heads.join() !== step.from.join()) return undefined
    announce(context, step, next, plan)
    const started = context.world.now()
    const began = context.world.monotonicMs()
    try {
      const statements = await runStatements(context, step, 'outside')
      return await recordAlone(context, { step, runId, started, began, statements })
    } catch (error) {
      throw withResult(error, step, applied, 'outside')
    }
  })
}

/** The record of a step that is done already, in a transaction of its own. */
async function recordAlone(context: ApplyContext, ran: Ran): Promise<AppliedStep> {
  const { session, database } = context
  await session.begin()
  try {
    await database.markTransaction(session, ran.runId)
    await settle(context, ran.step, ran.runId)
    const done = await record(context, ran)
    await session.commit()
    if (!session.lost) await session.reset()
    return done
  } catch (error) {
    await session.rollback()
    throw error
  }
}
