import type { Unfinished } from '../database/database.ts'
import { PlinthError } from '../errors.ts'
import type { StepProgress } from '../plan/facts.ts'
import type { ScriptItem } from '../psql/item.ts'
import { compareDone, countStatements, editedError, type Interrupted } from './interrupted.ts'
import { outOfLocks } from './left-behind.ts'
import { loadInParts, partSizes, type PartsContext } from './load-in-parts.ts'
import { waitUntilFree, type LockWait } from './locked.ts'
import { runOutside } from './run-outside.ts'
import { listenersOf, runModuleStep, ticking, type StepContext, type StepOutcome } from './run-step.ts'
import { directionOf, scriptOfStep, type RunningStep, type Section, type StepReading } from './step-script.ts'
import type { ToleratedFailure } from './tolerance.ts'
import type { Watch } from './watch.ts'

/** What running a step without one transaction around it needs. */
export interface OutsideStep {
  readonly runId: string
  readonly watch: Watch
  /** What was found under the lock. */
  readonly unfinished: Unfinished
  /** Called when it is recorded how far it came. */
  readonly onMark: (progress: StepProgress) => void
}

/** Runs the script of a step without one transaction around it, from where an earlier run stopped. A module begins at its beginning. Throws E_EDITED. */
export async function runStepOutside(
  context: StepContext & LockWait,
  step: RunningStep,
  outside: OutsideStep,
): Promise<StepOutcome> {
  const { runId } = outside
  const { alive } = outside.watch
  const { transaction, read, section } = scriptOfStep(step, context)
  const migration = context.migrations.get(step.revision)
  if (migration?.kind === 'module') return runModuleStep(context, step, { migration, runId, alive })
  const readAnew = () => {
    const reading = read('sha256')
    const told = listenersOf(context, step, { reading, alive })
    return { reading, told, items: ticking(reading.stretches, told.onData) }
  }
  if (transaction === 'in parts') return loadParts(context, step, { runId, readAnew })
  if (section === undefined) throw new PlinthError('E_INTERNAL', `${step.revision} has no section to run`)
  const { told, items } = readAnew()
  return runSection(context, step, { ...outside, section, told, items })
}

async function runSection(
  context: StepContext & LockWait,
  step: RunningStep,
  run: OutsideStep &
    Pick<ReturnType<Rereading['readAnew']>, 'told' | 'items'> & { readonly section: Section },
): Promise<StepOutcome> {
  const { session, database } = context
  const { section, told, items, runId, onMark } = run
  const unfinished = await interruptedOf(context, step, run)
  const mark = {
    revision: step.revision,
    direction: directionOf(step),
    runId,
    session: await database.readSessionName(session),
    total: await countStatements(section),
  }
  const outcome = await runOutside(items, {
    ...context,
    ...told,
    onMark,
    heads: step.from,
    sql: section.sql,
    mark,
    unfinished,
  })
  const { statements, marked } = outcome
  return { statements, tolerated: [], initSum: undefined, marked: marked && { of: 'step', before: marked } }
}

/** What an earlier run left; its last statement may still run, on a backend whose client is gone. */
async function interruptedOf(
  context: StepContext & LockWait,
  step: RunningStep,
  { unfinished, section }: { readonly unfinished: Unfinished; readonly section: Section },
): Promise<Interrupted | undefined> {
  const { session, database } = context
  const { step: progress, text } = unfinished
  if (progress === undefined || text === undefined) return undefined
  const { edited, next } = await compareDone(progress, text, section)
  const { file } = scriptOfStep(step, context)
  if (edited) throw editedError(edited, { file, progress, heads: step.from })
  await waitUntilFree(context, () => database.readOrphan(session, progress.session))
  return { progress, next }
}

interface Rereading {
  readonly runId: string
  readonly readAnew: () => {
    readonly reading: StepReading
    readonly told: ReturnType<typeof listenersOf>
    readonly items: AsyncIterable<ScriptItem>
  }
}

/** Where a server has not room for the locks of a part (53200), the load goes on in smaller ones. */
async function loadParts(
  context: StepContext,
  step: RunningStep,
  { runId, readAnew }: Rereading,
): Promise<StepOutcome> {
  let progress = step.kind === 'init' ? step.progress : undefined
  let tolerated: readonly ToleratedFailure[] = []
  let failure: unknown
  for (const statementsPerPart of partSizes) {
    const { reading, told, items } = readAnew()
    const before = tolerated
    const onCommitted: PartsContext['onCommitted'] = (reached, passed) => {
      progress = reached
      tolerated = [...before, ...passed]
    }
    try {
      const parts = { ...context, ...told, runId, progress, statementsPerPart, onCommitted }
      const outcome = await loadInParts(items, parts)
      const { marked } = outcome
      return {
        ...outcome,
        tolerated: [...before, ...outcome.tolerated],
        initSum: reading.file?.sha256(),
        marked: marked && { of: 'init', before: marked },
      }
    } catch (error) {
      failure = error
      if (!(error instanceof PlinthError) || error.sqlState !== outOfLocks) break
    }
  }
  throw failure
}
