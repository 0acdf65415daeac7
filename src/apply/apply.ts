import type { Session } from '../database/database.ts'
import type { Facts } from '../plan/facts.ts'
import { titleOfStep, type CommitTime, type Plan, type Step } from '../plan/plan.ts'
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
  readonly commit: CommitTime
  /** A plan made without the lock, of a database whose heads alone decide: it holds as long as these are what it goes on from. */
  readonly outlook: Plan | undefined
  /** `migrate` by default. `replay`: in a shadow database, so that no error says how to go on there. */
  readonly purpose?: 'migrate' | 'replay'
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

/** The steps of one transaction, and the one of them that runs, or failed. */
interface Turn {
  readonly first: Step
  /** With the first. */
  readonly steps: readonly Step[]
  current: Step | undefined
}

/** Takes the next step, or all that are left when they are committed together, if the database is where they go on from. Otherwise looks again, under the lock. */
async function takeTurn(run: Run): Promise<void> {
  const turn = nextTurn(run)
  if (turn !== undefined && (await takeSteps(run, turn)) === 'taken') return
  // It may take minutes to get the lock.
  await run.ledger.flush()
  await lookAgain(run)
}

function nextTurn({ todo, next, commit: when }: Run): Turn | undefined {
  const steps = todo?.steps.slice(next, when === 'at the end' ? undefined : next + 1) ?? []
  const [first] = steps
  return first && { first, steps, current: undefined }
}

async function takeSteps(run: Run, turn: Turn): Promise<'taken' | 'not there'> {
  const { first } = turn
  if (isInside(run, first)) {
    const how = { transaction: 'new', tracking: 'there' } as const
    const work = () => uncommitted(run.session, () => runInside(run, turn, how))
    return finish(run, turn, await attempted(run, work, () => turn))
  }
  // What it goes on from must not be lost when the server crashes in its middle.
  await run.ledger.flush()
  const done = await applyOutside(run, first, { ...run, onOpen: () => announce(run, first, run.next) })
  if (done === undefined) return 'not there'
  run.next += 1
  run.ledger.committed([done], 'durable')
  return 'taken'
}

function isInside(run: Run, step: Step): boolean {
  return run.commit === 'at the end' || transactionOf(step, run) === 'inside'
}

/** Makes the plan from what is found under the lock, and takes its first steps in the same transaction, where a transaction may hold them. */
async function lookAgain(run: Run): Promise<void> {
  let turn: Turn | undefined
  const look = async (): Promise<readonly StepDone[] | undefined> => {
    turn = undefined
    const facts = await run.database.readFacts(run.session)
    Object.assign(run, { todo: run.plan(facts), next: 0 })
    const next = nextTurn(run)
    if (next === undefined || !isInside(run, next.first)) return undefined
    turn = next
    const isThere = facts.tracking.kind === 'tracked' || facts.tracking.kind === 'unfinished'
    return runInside(run, next, { transaction: 'open', tracking: isThere ? 'there' : 'make' })
  }
  const work = () => lockedTransaction(run, run.runId, look)
  const done = await attempted(run, work, () => turn)
  if (turn !== undefined) await finish(run, turn, done)
}

/** Tries a transaction again that failed for a reason of the moment; what failed for another gets told what it left. */
async function attempted(
  run: Run,
  work: () => Promise<readonly StepDone[] | undefined>,
  turnOf: () => Turn | undefined,
): Promise<readonly StepDone[] | undefined> {
  const isMigration = () => turnOf()?.steps.every(isMove) ?? false
  try {
    return await retried(run, work, isMigration)
  } catch (error) {
    const step = turnOf()?.current
    if (step === undefined) throw error
    const told = await suggest(run, error, step)
    await run.ledger.flush().catch(() => {})
    throw withResult(told, step, run.commit === 'at the end' ? 'together' : 'inside', run.ledger)
  }
}

/** Undefined where the database is not where the steps go on from, or another run holds the lock. */
async function runInside(
  run: Run,
  turn: Turn,
  how: Pick<StepRun, 'transaction' | 'tracking'>,
): Promise<readonly StepDone[] | undefined> {
  const done: StepDone[] = []
  for (const step of turn.steps) {
    turn.current = step
    const goesOn = { transaction: 'open', tracking: 'there' } as const
    const found = await runOne(run, step, {
      ...(done.length > 0 ? goesOn : how),
      place: run.next + done.length,
    })
    if (found === undefined) return undefined
    done.push(found)
  }
  return done
}

async function runOne(
  run: Run,
  step: Step,
  { place, ...how }: Pick<StepRun, 'transaction' | 'tracking'> & { readonly place: number },
): Promise<StepDone | undefined> {
  const { runId, ledger } = run
  const lockWaitMs = isMove(step) ? run.statementLockTimeoutMs : undefined
  const running = runStep(run, step, { ...how, runId, lockWaitMs, onOpen: () => announce(run, step, place) })
  await Promise.allSettled([running])
  // A step before it that is not committed after all is the failure.
  await ledger.settled()
  const done = await running
  return done === 'locked' || done === 'moved' ? undefined : done
}

/** Commits. Only a commit that waits for the disk is waited for: the next step is sent right behind any other. */
async function finish(
  run: Run,
  { steps, current }: Turn,
  done: readonly StepDone[] | undefined,
): Promise<'taken' | 'not there'> {
  const { session, ledger } = run
  const last = done?.at(-1)
  if (done === undefined || last === undefined || current === undefined) return 'not there'
  run.next += steps.length
  const durable = ledger.durabilityOf(run.next === run.todo?.steps.length ? 'last' : 'before others')
  const committed = commit(session, { ...last.proof, durable }).catch((error: unknown) => {
    throw withResult(error, current, run.commit === 'at the end' ? 'together' : 'inside', ledger)
  })
  ledger.committing(
    done.flatMap(({ step }) => (step.kind === 'hook' ? [] : [step])),
    committed,
  )
  if (durable === 'now') await ledger.settled()
  return 'taken'
}

/** Tells that a step begins. */
function announce({ migrations, onEvent, todo }: Run, step: Step, place: number): void {
  onEvent({
    kind: 'step',
    step: step.kind,
    revision: step.revision ?? 'base',
    message: titleOfStep(step, migrations),
    index: place + 1,
    total: todo?.steps.length ?? 1,
    loadedBefore: step.kind === 'init' ? step.progress?.statements : undefined,
  })
}
