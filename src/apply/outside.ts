import type { CommitOptions } from '../database/database.ts'
import type { Step } from '../plan/plan.ts'
import { sameHeads } from '../plan/plan.ts'
import { entriesOf } from './entries.ts'
import { withResult } from './left-behind.ts'
import type { AppliedStep, Ledger } from './ledger.ts'
import { commit, sessionLocked, uncommitted, type LockWait } from './locked.ts'
import { runStepScript, type StepContext, type StepOutcome } from './run-step.ts'
import { transactionOf } from './step-script.ts'
import { appliedStep, entryRun, recordOf, settleStep } from './step-transaction.ts'
import { suggest } from './suggest.ts'
import { watched } from './watch.ts'

/** What applying a step without a transaction around it needs. */
interface Outside {
  readonly runId: string
  readonly ledger: Ledger
  readonly onOpen: () => void
}

/**
 * A step whose statements refuse a transaction block: under a session lock, statement by statement, then its record in a
 * transaction. Undefined when another run moved the heads, so that the plan must be made anew.
 */
export async function applyOutside(
  context: StepContext & LockWait,
  step: Step,
  { runId, ledger, onOpen }: Outside,
): Promise<AppliedStep | undefined> {
  const { session, database, world } = context
  return sessionLocked(context, async () => {
    const heads = (await database.readHeads(session)) ?? []
    if (!sameHeads(heads, step.from)) return undefined
    onOpen()
    const started = world.now().toISOString()
    const began = world.monotonicMs()
    try {
      await session.prepareOutside()
      const outcome = await watched(context, (watch) => runStepScript(context, step, { runId, watch }))
      await session.reset()
      const proof = await uncommitted(session, () => record(context, step, { runId, started, outcome }))
      await commit(session, proof ?? {})
      return appliedStep(context, step, { outcome, durationMs: world.monotonicMs() - began })
    } catch (error) {
      const told = await suggest(context, error, step)
      throw withResult(told, step, transactionOf(step, context), ledger)
    }
  })
}

/** Writes the record of a step that is done already, in a transaction. Returns what proves that it is committed. */
async function record(
  context: StepContext,
  step: Step,
  ran: { readonly runId: string; readonly started: string; readonly outcome: StepOutcome },
): Promise<Pick<CommitOptions, 'xid' | 'evidence'>> {
  const { session, database } = context
  const { runId, started, outcome: script } = ran
  await database.openStep(session, { runId, transaction: 'new', heads: undefined, lockWaitMs: undefined })
  await settleStep(context, step)
  if (transactionOf(step, context) === 'in parts') await database.writeInitProgress(session, undefined)
  const entries = entriesOf(step, context.migrations, entryRun(context, { runId, started, script }))
  await database.batches.forget(
    session,
    entries.map(({ revision }) => revision),
  )
  return database.writeRecord(session, runId, recordOf(step, entries))
}
