import type { Session, Unfinished } from '../database/database.ts'
import { PlinthError } from '../errors.ts'
import type { StepProgress } from '../plan/facts.ts'
import type { Step } from '../plan/plan.ts'
import { sameHeads } from '../plan/plan.ts'
import { entriesOf } from './entries.ts'
import { withReached, withResult } from './left-behind.ts'
import type { AppliedStep, Ledger } from './ledger.ts'
import { commit, lockedTransaction, sessionLocked, uncommitted, type LockWait } from './locked.ts'
import { runStepOutside } from './run-step-outside.ts'
import type { StepContext, StepOutcome } from './run-step.ts'
import { directionOf, runsSomething, scriptOfStep, type RunningStep } from './step-script.ts'
import { appliedStep, entryRun, recordOf, settleStep, type StepDone } from './step-transaction.ts'
import { suggest } from './suggest.ts'
import { watched } from './watch.ts'

/** What applying a step without a transaction around it needs. */
interface Outside {
  readonly runId: string
  readonly ledger: Ledger
  readonly onOpen: () => void
}

interface OutsideRun extends Outside {
  readonly onMark: (progress: StepProgress | undefined) => void
}

type OutsideContext = StepContext & LockWait

/**
 * A step whose statements refuse a transaction block: under the lock, statement by statement, then its record in a
 * transaction. Undefined when another run moved the heads, or came further, so that the plan must be made anew.
 */
export async function applyOutside(
  context: OutsideContext,
  step: Step,
  outside: Outside,
): Promise<AppliedStep | undefined> {
  if (!runsSomething(step)) throw new PlinthError('E_INTERNAL', `a ${step.kind} runs no statements`)
  let reached: StepProgress | undefined
  try {
    const how = context.session.isPooled ? besideLock : underSessionLock
    return await how(context, step, { ...outside, onMark: (progress) => (reached = progress) })
  } catch (error) {
    const told = await suggest(context, error, step)
    const { transaction, section } = scriptOfStep(step, context)
    if (transaction === 'in parts' || section === undefined)
      throw withResult(told, step, transaction, outside.ledger)
    throw withReached(told, step, reached, outside.ledger)
  }
}

/** The lock lives on the connection of the statements: while one still runs for a process that was killed, no other run begins. */
async function underSessionLock(
  context: OutsideContext,
  step: RunningStep,
  outside: OutsideRun,
): Promise<AppliedStep | undefined> {
  const { session, database } = context
  return sessionLocked(context, async () => {
    const ran = await run(context, step, outside)
    if (ran === undefined) return undefined
    await session.reset()
    const done = await uncommitted(session, async () => {
      const opening = {
        runId: outside.runId,
        heads: step.from,
        unfinished: 'any',
        lockWaitMs: undefined,
      } as const
      const opened = await database.openStep(session, { ...opening, transaction: 'new' })
      if (opened !== 'open') throw overtaken(opened)
      return record(context, step, ran)
    })
    await commit(session, done?.proof ?? {})
    return done?.step
  })
}

/** A pooler gives a session to others between transactions: the lock is that of a transaction, which stays open beside the statements and ends with the record. */
async function besideLock(
  context: OutsideContext,
  step: RunningStep,
  outside: OutsideRun,
): Promise<AppliedStep | undefined> {
  const { session } = context
  const done = await lockedTransaction(context, outside.runId, async () => {
    const beside = await openBeside(context)
    try {
      const ran = await run({ ...context, session: beside }, step, outside)
      if (ran === undefined) return undefined
      await beside.reset()
      return await record(context, step, ran)
    } catch (error) {
      // What the script left must not be for whoever comes next on that server connection.
      if (!beside.lost) await beside.reset().catch(() => {})
      throw error
    } finally {
      await beside.close()
    }
  })
  if (done === undefined) return undefined
  await commit(session, done.proof)
  return done.step
}

async function openBeside({ openBeside: open }: OutsideContext): Promise<Session> {
  try {
    return await open()
  } catch (error) {
    if (!(error instanceof PlinthError)) throw error
    const why =
      'Behind a pooler, a migration without a transaction needs two server connections at once: one holds the lock.'
    throw error.with({
      detail: [error.detail, why].filter(Boolean).join('\n'),
      hint: 'Make the pool larger, or run it with the URL of the server itself: PLINTH_URL=postgres://… plinth migrate',
      result: 'Nothing of it was run.',
    })
  }
}

interface Ran {
  readonly runId: string
  readonly started: string
  readonly outcome: StepOutcome
  readonly durationMs: number
}

/** Undefined where the database is not where the step goes on from. */
async function run(
  context: OutsideContext,
  step: RunningStep,
  { runId, onOpen, onMark }: OutsideRun,
): Promise<Ran | undefined> {
  const { session, database, world } = context
  const heads = (await database.readHeads(session)) ?? []
  const unfinished = await database.readUnfinished(session)
  if (!sameHeads(heads, step.from) || !goesOnFrom(step, unfinished)) return undefined
  onOpen()
  await session.prepareOutside()
  onMark(unfinished.step)
  const started = world.now().toISOString()
  const began = world.monotonicMs()
  const outcome = await watched(context, (watch) =>
    runStepOutside(context, step, { runId, watch, unfinished, onMark }),
  )
  return { runId, started, outcome, durationMs: world.monotonicMs() - began }
}

/** Another run may have come further since the plan was made. */
function goesOnFrom(step: RunningStep, { init, step: found }: Unfinished): boolean {
  const planned = step.kind === 'init' ? step.progress : undefined
  if (JSON.stringify(init) !== JSON.stringify(planned)) return false
  return found === undefined || (found.revision === step.revision && found.direction === directionOf(step))
}

/** Writes the record of a step that is done already, in the open transaction. */
async function record(context: OutsideContext, step: RunningStep, ran: Ran): Promise<StepDone> {
  const { session, database } = context
  const { runId, started, outcome, durationMs } = ran
  await settleStep(context, step)
  const entries = entriesOf(step, context.migrations, entryRun(context, { runId, started, script: outcome }))
  await database.batches.forget(
    session,
    entries.map(({ revision }) => revision),
  )
  const proof = await database.writeRecord(session, runId, recordOf(step, entries))
  if (outcome.marked) await database.writeMark(session, { ...outcome.marked, after: undefined })
  return { step: appliedStep(context, step, { outcome, durationMs }), proof }
}

function overtaken(opened: 'locked' | 'moved'): PlinthError {
  const what = opened === 'locked' ? 'another run holds the lock' : 'another run moved the database'
  return new PlinthError('E_LOCK', `${what} while this one ran its statements`, {
    detail: 'The lock of this run was lost: something in the script gave it up, e.g. DISCARD ALL.',
    hint: 'To see where the database is: plinth status',
  })
}
