import type { Session } from '../database/database.ts'
import type { Facts } from '../plan/facts.ts'
import type { Plan, Step } from '../plan/plan.ts'
import { titleOf } from '../revision/revision.ts'
import { withEarlier, withResult } from './left-behind.ts'
import { Ledger, type AppliedStep } from './ledger.ts'
import { commit, lockedTransaction, uncommitted, type LockWait } from './locked.ts'
import { applyOutside } from './outside.ts'
import { retried, type Retrying } from './retry.ts'
import type { StepContext } from './run-step.ts'
import { isMove, transactionOf } from './step-script.ts'
import { runStep, type StepDone, type StepRun } from './step-transaction.ts'
import { suggest } from './suggest.ts'

/** What the executor needs besides the plan. */
export interface ApplyContext extends LockWait, StepContext, Retrying {
  readonly session: Session
  /** So long a statement of a migration waits for a lock, unless the role or the database says otherwise; 0: for ever. */
  readonly statementLockTimeoutMs: number
  /** Makes the plan from fresh facts, under the lock; called again when somebody else moved the heads meanwhile. */
  readonly plan: (facts: Facts) => Plan
  /** A plan made without the lock, of a database whose heads alone decide: it holds as long as these are what it goes on from. */
  readonly outlook: Plan | undefined
}

/** How far a run is. */
interface Run extends ApplyContext {
  readonly runId: string
  readonly ledger: Ledger
  /** What is being applied; undefined until the first look under the lock. */
  todo: Plan | undefined
  next: number
}

/**
 * Applies a plan, each step together with its record in one transaction, under the lock. Returns the committed steps and the plan.
 * A step that fails is rolled back and ends the run; earlier steps stay, and the error's `result` says so.
 */
export async function apply(
  context: ApplyContext,
): Promise<{ readonly plan: Plan; readonly applied: readonly AppliedStep[] }> {
  const ledger = new Ledger(context)
  const runId = context.world.randomHex(8)
  const run: Run = { ...context, runId, ledger, todo: context.outlook, next: 0 }
  try {
    await context.database.refuseUnprivileged(context.session)
    for (;;) {
      const { todo } = run
      if (todo !== undefined && run.next === todo.steps.length) return { plan: todo, applied: ledger.applied }
      await takeTurn(run)
    }
  } catch (error) {
    await ledger.flush().catch(() => {})
    throw withEarlier(error, ledger)
  }
}

/** Takes the next step, if the database is where it goes on from. Otherwise looks again, under the lock. */
async function takeTurn(run: Run): Promise<void> {
  const step = run.todo?.steps[run.next]
  if (step !== undefined && (await takeStep(run, step)) === 'taken') return
  // It may take minutes to get the lock.
  await run.ledger.flush()
  await lookAgain(run)
}

async function takeStep(run: Run, step: Step): Promise<'taken' | 'not there'> {
  if (transactionOf(step, run) === 'inside') {
    const how = { transaction: 'new', tracking: 'there' } as const
    const work = () => uncommitted(run.session, () => runInside(run, step, how))
    return finish(run, step, await attempted(run, work, () => step))
  }
  // What it goes on from must not be lost when the server crashes in its middle.
  await run.ledger.flush()
  const done = await applyOutside(run, step, { ...run, onOpen: () => announce(run, step) })
  if (done === undefined) return 'not there'
  run.next += 1
  run.ledger.committed(done, 'now')
  return 'taken'
}

/** Makes the plan from what is found under the lock, and takes its first step in the same transaction, where a transaction may hold it. */
async function lookAgain(run: Run): Promise<void> {
  let step: Step | undefined
  const look = async (): Promise<StepDone | undefined> => {
    step = undefined
    const facts = await run.database.readFacts(run.session)
    Object.assign(run, { todo: run.plan(facts), next: 0 })
    const first = run.todo?.steps[0]
    if (first === undefined || transactionOf(first, run) !== 'inside') return undefined
    step = first
    const isThere = facts.tracking.kind === 'tracked' || facts.tracking.kind === 'unfinished'
    return runInside(run, first, { transaction: 'open', tracking: isThere ? 'there' : 'make' })
  }
  const work = () => lockedTransaction(run, run.runId, look)
  const done = await attempted(run, work, () => step)
  if (step !== undefined) await finish(run, step, done)
}

/** Tries a transaction again that failed for a reason of the moment; what failed for another gets told what it left. */
async function attempted(
  run: Run,
  work: () => Promise<StepDone | undefined>,
  stepOf: () => Step | undefined,
): Promise<StepDone | undefined> {
  const isMigration = () => {
    const step = stepOf()
    return step !== undefined && isMove(step)
  }
  try {
    return await retried(run, work, isMigration)
  } catch (error) {
    const step = stepOf()
    if (step === undefined) throw error
    const told = await suggest(run, error, step)
    await run.ledger.flush().catch(() => {})
    throw withResult(told, step, 'inside', run.ledger)
  }
}

/** Undefined where the database is not where the step goes on from, or another run holds the lock. */
async function runInside(
  run: Run,
  step: Step,
  how: Pick<StepRun, 'transaction' | 'tracking'>,
): Promise<StepDone | undefined> {
  const { runId, ledger } = run
  const lockWaitMs = isMove(step) ? run.statementLockTimeoutMs : undefined
  const running = runStep(run, step, { ...how, runId, lockWaitMs, onOpen: () => announce(run, step) })
  await Promise.allSettled([running])
  // A step before it that is not committed after all is the failure.
  await ledger.settled()
  const done = await running
  return done === 'locked' || done === 'moved' ? undefined : done
}

/** Commits. Only a commit that waits for the disk is waited for: the next step is sent right behind any other. */
async function finish(run: Run, step: Step, done: StepDone | undefined): Promise<'taken' | 'not there'> {
  const { session, ledger } = run
  if (done === undefined) return 'not there'
  run.next += 1
  const durable = ledger.durabilityOf(run.next === run.todo?.steps.length ? 'last' : 'before others')
  const committed = commit(session, { ...done.proof, durable }).catch((error: unknown) => {
    throw withResult(error, step, 'inside', ledger)
  })
  ledger.committing(done.step, committed, durable)
  if (durable === 'now') await ledger.settled()
  return 'taken'
}

/** Tells that a step begins. */
function announce({ migrations, onEvent, todo, next }: Run, step: Step): void {
  const migration = step.revision === undefined ? undefined : migrations.get(step.revision)
  onEvent({
    kind: 'step',
    step: step.kind,
    revision: step.revision ?? 'base',
    message: titleOf(migration),
    index: next + 1,
    total: todo?.steps.length ?? 1,
    loadedBefore: step.kind === 'init' ? step.progress?.statements : undefined,
  })
}
