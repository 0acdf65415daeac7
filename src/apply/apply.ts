import type { Database, Session } from '../database/database.ts'
import { PlinthError } from '../errors.ts'
import type { OnEvent } from '../event.ts'
import type { Facts } from '../plan/facts.ts'
import { sameHeads, type Plan, type Step } from '../plan/plan.ts'
import { titleOf } from '../revision/revision.ts'
import type { World } from '../world.ts'
import { entriesOf, type EntryRun } from './entries.ts'
import { withEarlier, withResult } from './left-behind.ts'
import { lockedTransaction, markedTransaction, sessionLocked, type LockWait } from './locked.ts'
import { retried, type Retrying } from './retry.ts'
import { runStepScript, type StepContext, type StepOutcome } from './run-step.ts'
import { isMove, runsSomething, scriptOfStep, type ScriptTransaction } from './step-script.ts'
import { suggest } from './suggest.ts'
import type { ToleratedFailure } from './tolerance.ts'

/** What the executor needs besides the plan. */
export interface ApplyContext extends LockWait, StepContext, Retrying {
  readonly session: Session
  readonly database: Database
  readonly world: World
  readonly onEvent: OnEvent
  /** So long a statement of a migration waits for a lock, unless the role or the database says otherwise; 0: for ever. */
  readonly statementLockTimeoutMs: number
  /** Makes the plan from fresh facts, under the lock; called again when somebody else moved the heads meanwhile. */
  readonly plan: (facts: Facts) => Plan
}

/** A step that was committed. */
export interface AppliedStep {
  readonly kind: Step['kind']
  readonly revision: string | undefined
  readonly message: string
  readonly statements: number
  readonly durationMs: number
  /** Failures of the init script that were passed over; see docs/init-scripts.md. */
  readonly tolerated: readonly ToleratedFailure[]
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
  const transaction = async (runId: string) => {
    inside = undefined
    const { plan, next } = await currentPlan(context, before, index)
    const step = plan.steps[next]
    if (!step) return { plan, next, done: true }
    if (before === undefined) await context.database.refuseUnprivileged(context.session)
    if (transactionOf(context, step) !== 'inside') {
      outside = { plan, step }
      return { plan, next, done: false }
    }
    announce(context, step, next, plan)
    inside = step
    return { plan, next: next + 1, done: false, applied: await runStep(context, step, runId) }
  }
  const isMigration = () => inside !== undefined && isMove(inside)
  const attempt = () => lockedTransaction(context, transaction)
  const turn = await retried(context, attempt, isMigration).catch(async (error: unknown) => {
    throw inside ? withResult(await suggest(context, error, inside), inside, 'inside', applied) : error
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
    if (sameHeads(heads, expected)) return { plan: before, next: index }
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
    loadedBefore: step.kind === 'init' ? step.progress?.statements : undefined,
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
  if (isMove(step)) await context.database.limitLockWaits(context.session, context.statementLockTimeoutMs)
  const outcome = await runStepScript(context, step, runId)
  await settle(context, step, runId)
  return await record(context, { step, runId, started, began, outcome })
}

/** What the server checks only at the end, such as a deferred constraint, has no place of its own: it gets that of the script. */
async function settle(context: ApplyContext, step: Step, runId: string): Promise<void> {
  try {
    await context.database.settleTransaction(context.session, runId)
  } catch (error) {
    if (!(error instanceof PlinthError) || error.code !== 'E_SQL' || !runsSomething(step)) throw error
    const { file, line } = scriptOfStep(step, context)
    const place = { file, line, column: 1 }
    const found = 'It was found at the end of the script, where deferred constraints are checked.'
    throw error.with({ place, detail: [error.detail, found].filter(Boolean).join('\n') })
  }
}

interface Ran {
  readonly step: Step
  readonly runId: string
  readonly started: Date
  readonly began: number
  readonly outcome: StepOutcome
}

async function record(context: ApplyContext, ran: Ran): Promise<AppliedStep> {
  const { step, outcome } = ran
  await context.database.createTracking(context.session, context.environment, context.toolVersion)
  if (transactionOf(context, step) === 'in parts')
    await context.database.writeInitProgress(context.session, undefined)
  for (const entry of entriesOf(step, context.migrations, runOf(context, ran)))
    await context.database.writeRecord(context.session, step.to, entry)
  const message = titleOf(step.revision === undefined ? undefined : context.migrations.get(step.revision))
  return {
    kind: step.kind,
    revision: step.revision,
    message,
    statements: outcome.statements,
    tolerated: outcome.tolerated,
    durationMs: context.world.monotonicMs() - ran.began,
  }
}

function runOf(context: ApplyContext, ran: Ran): EntryRun {
  const { runId } = ran
  const { statements, initSum } = ran.outcome
  const { toolVersion, session } = context
  return {
    runId,
    initSum,
    statements,
    total: statements,
    started: ran.started.toISOString(),
    by: session.target.user,
    toolVersion,
  }
}

/** A stamp or a repair runs nothing: its record is all that it is. */
function transactionOf(context: ApplyContext, step: Step): ScriptTransaction {
  return runsSomething(step) ? scriptOfStep(step, context).transaction : 'inside'
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
    if (!sameHeads(heads, step.from)) return undefined
    announce(context, step, next, plan)
    const started = context.world.now()
    const began = context.world.monotonicMs()
    try {
      const outcome = await runStepScript(context, step, runId)
      return await recordAlone(context, { step, runId, started, began, outcome })
    } catch (error) {
      const told = await suggest(context, error, step)
      throw withResult(told, step, transactionOf(context, step), applied)
    }
  })
}

/** The record of a step that is done already, in a transaction of its own. */
async function recordAlone(context: ApplyContext, ran: Ran): Promise<AppliedStep> {
  await context.session.begin()
  return markedTransaction(context, ran.runId, async () => {
    await settle(context, ran.step, ran.runId)
    return record(context, ran)
  })
}
