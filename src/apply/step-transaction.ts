import type { CommitOptions, Opening, StepOpening, StepRecord } from '../database/database.ts'
import { PlinthError } from '../errors.ts'
import type { JournalEntry } from '../plan/journal.ts'
import { titleOfStep, type Step } from '../plan/plan.ts'
import { inOrder } from './in-order.ts'
import { entriesOf, type EntryRun } from './entries.ts'
import type { AppliedStep } from './ledger.ts'
import { checkProven } from './proven-stamp.ts'
import { sendStepScript, type SentStep, type StepContext, type StepOutcome } from './run-step.ts'
import { runsSomething, scriptOfStep } from './step-script.ts'
import { watched, type Watch } from './watch.ts'

/** How a step is run in its transaction. */
export interface StepRun extends Omit<StepOpening, 'heads' | 'unfinished'> {
  /** `make`: there is none yet. */
  readonly tracking: 'make' | 'there'
  /** The step begins: its transaction is open. */
  readonly onOpen: () => void
}

/** What a step did in its transaction, which is open still. */
export interface StepDone {
  readonly step: AppliedStep
  /** What proves that the transaction is committed. */
  readonly proof: Pick<CommitOptions, 'xid' | 'evidence'>
}

/**
 * Runs a step and writes its record in one transaction, which is left open. All of it is sent before the first answer is awaited: what stands
 * behind a failure, or behind an opening that did not succeed, does nothing.
 */
export async function runStep(
  context: StepContext,
  step: Step,
  run: StepRun,
): Promise<StepDone | Exclude<Opening, 'open'>> {
  return watched(context, async (watch) => {
    const { session, database } = context
    const heads = run.transaction === 'new' ? step.from : undefined
    // A hook may stand before the very migration that goes on.
    const mayBeThere = heads === undefined || forgetsStep(step) || step.kind === 'hook'
    const unfinished = mayBeThere ? 'any' : 'none'
    const opened = database.openStep(session, { ...run, heads, unfinished })
    opened.then((found) => found === 'open' && run.onOpen()).catch(() => {})
    const sent = sendStep(context, step, { run, watch, opened })
    await Promise.allSettled([sent])
    const found = await opened
    return found === 'open' ? sent : found
  })
}

async function sendStep(
  context: StepContext,
  step: Step,
  { run, watch, opened }: { readonly run: StepRun; readonly watch: Watch; readonly opened: Promise<Opening> },
): Promise<StepDone> {
  const { session, database, world } = context
  const started = world.now().toISOString()
  const began = world.monotonicMs()
  const script = await sendStepScript(context, step, { ...run, watch, opened })
  const settled = settleStep(context, step)
  if (run.tracking === 'make')
    await settled.then(() => database.createTracking(session, context.environment, context.toolVersion))
  const entries = entriesOf(
    step,
    context.migrations,
    entryRun(context, { runId: run.runId, started, script }),
  )
  if (step.kind === 'stamp') {
    await checkProven(context, step, opened)
    await inOrder([
      settled,
      database.batches.forget(
        session,
        entries.map(({ revision }) => revision),
      ),
    ])
  }
  const recorded = database.writeRecord(session, run.runId, recordOf(step, entries))
  const reset = session.reset('with the transaction')
  const [outcome, , proof] = await inOrder([script.done, settled, recorded, reset])
  return { step: appliedStep(context, step, { outcome, durationMs: world.monotonicMs() - began }), proof }
}

/** A stamp is for a tracking in whatever state. */
export function recordOf(step: Step, entries: readonly JournalEntry[]): StepRecord {
  const from = step.kind === 'stamp' ? undefined : step.from
  return { from, heads: step.to, entries, ...(forgetsStep(step) ? { forgets: 'step' } : {}) }
}

function forgetsStep(step: Step): boolean {
  return step.kind === 'stamp' && step.forgets !== undefined
}

/** What the server checks only at the end, such as a deferred constraint, has no place of its own: it gets that of the script. */
export async function settleStep(context: StepContext, step: Step): Promise<void> {
  try {
    await context.database.settleTransaction(context.session)
  } catch (error) {
    if (!(error instanceof PlinthError) || error.code !== 'E_SQL' || !runsSomething(step)) throw error
    const { file, line } = scriptOfStep(step, context)
    const place = { file, line, column: 1 }
    const found = 'It was found at the end of the script, where deferred constraints are checked.'
    throw error.with({ place, detail: [error.detail, found].filter(Boolean).join('\n') })
  }
}

/** What all journal entries of a step share. */
export function entryRun(
  { toolVersion, session }: StepContext,
  ran: {
    readonly runId: string
    readonly started: string
    readonly script: Pick<SentStep, 'statements' | 'initSum'>
  },
): EntryRun {
  const { runId, started, script } = ran
  const { statements, initSum } = script
  return { runId, initSum, statements, total: statements, started, by: session.target.user, toolVersion }
}

export function appliedStep(
  { migrations }: StepContext,
  step: Step,
  { outcome, durationMs }: { readonly outcome: StepOutcome; readonly durationMs: number },
): AppliedStep {
  const { kind, revision } = step
  const targets = step.kind === 'stamp' ? { targets: step.targets } : {}
  const { statements, tolerated } = outcome
  const message = titleOfStep(step, migrations)
  return { kind, revision, ...targets, message, statements, tolerated, durationMs }
}
