import type { Session } from '../database/database.ts'
import type { Facts } from '../plan/facts.ts'
import type { Plan, Step } from '../plan/plan.ts'
import { titleOf } from '../revision/revision.ts'
import { withEarlier, withResult } from './left-behind.ts'
import { Ledger, type AppliedStep } from './ledger.ts'
import { inTransaction, lockedTransaction, type Ended, type LockWait } from './locked.ts'
import { applyOutside } from './outside.ts'
import { retried, type Retrying } from './retry.ts'
import type { StepContext } from './run-step.ts'
import { isMove, transactionOf } from './step-script.ts'
import { runStep, type StepRun } from './step-transaction.ts'
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
  const taken = step === undefined ? undefined : await takeStep(run, step)
  if (taken !== undefined) return book(run, taken)
  // It may take minutes to get the lock.
  await run.ledger.flush()
  await lookAgain(run)
}

interface Taken {
  readonly step: AppliedStep
  readonly durable: 'now' | 'later'
}

function book(run: Run, { step, durable }: Taken): void {
  run.next += 1
  run.ledger.committed(step, durable)
}

async function takeStep(run: Run, step: Step): Promise<Taken | undefined> {
  if (transactionOf(step, run) === 'inside') {
    const how = { transaction: 'new', tracking: 'there' } as const
    const work = () => inTransaction(run.session, () => runInside(run, step, how))
    return attempted(run, work, () => step)
  }
  // What it goes on from must not be lost when the server crashes in its middle.
  await run.ledger.flush()
  const done = await applyOutside(run, step, { ...run, onOpen: () => announce(run, step) })
  return done && { step: done, durable: 'now' }
}

/** Makes the plan from what is found under the lock, and takes its first step in the same transaction, where a transaction may hold it. */
async function lookAgain(run: Run): Promise<void> {
  let step: Step | undefined
  const look = async (): Promise<Ended<Taken | undefined>> => {
    step = undefined
    const facts = await run.database.readFacts(run.session)
    Object.assign(run, { todo: run.plan(facts), next: 0 })
    const first = run.todo?.steps[0]
    if (first === undefined || transactionOf(first, run) !== 'inside') return nothingTaken
    step = first
    const isThere = facts.tracking.kind === 'tracked' || facts.tracking.kind === 'unfinished'
    return runInside(run, first, { transaction: 'open', tracking: isThere ? 'there' : 'make' })
  }
  const taken = await attempted(
    run,
    () => lockedTransaction(run, run.runId, look),
    () => step,
  )
  if (taken !== undefined) book(run, taken)
}

/** Tries a transaction again that failed for a reason of the moment; what failed for another gets told what it left. */
async function attempted(
  run: Run,
  work: () => Promise<Taken | undefined>,
  stepOf: () => Step | undefined,
): Promise<Taken | undefined> {
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

const nothingTaken = { value: undefined, end: 'rolled back' } as const

async function runInside(
  run: Run,
  step: Step,
  how: Pick<StepRun, 'transaction' | 'tracking'>,
): Promise<Ended<Taken | undefined>> {
  const { runId, ledger } = run
  const lockWaitMs = isMove(step) ? run.statementLockTimeoutMs : undefined
  const done = await runStep(run, step, { ...how, runId, lockWaitMs, onOpen: () => announce(run, step) })
  if (done === 'locked' || done === 'moved') return nothingTaken
  const isLast = run.next + 1 === run.todo?.steps.length
  const durable = ledger.durabilityOf(isLast ? 'last' : 'before others')
  return { value: { step: done.step, durable }, end: { xid: done.xid, durable } }
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
