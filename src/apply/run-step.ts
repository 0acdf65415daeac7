import {
  startSavepoint,
  type Database,
  type MarkChange,
  type Opening,
  type Session,
  type StepOpening,
} from '../database/database.ts'
import type { OnEvent } from '../event.ts'
import type { Migration } from '../migrations/migration.ts'
import type { Step } from '../plan/plan.ts'
import type { EchoItem, ScriptItem } from '../psql/item.ts'
import type { Stretch } from '../psql/read-script.ts'
import type { World } from '../world.ts'
import { inOrder } from './in-order.ts'
import type { Retrying } from './retry.ts'
import { runScript, sendScript, type ScriptOutcome } from './run-script.ts'
import {
  directionOf,
  partsOf,
  runsSomething,
  scriptOfStep,
  type RunningStep,
  type StepFiles,
  type StepReading,
} from './step-script.ts'
import { toleranceFor } from './tolerance.ts'
import type { Watch } from './watch.ts'

/** What running a step needs. */
export interface StepContext extends StepFiles, Retrying {
  readonly statementLockTimeoutMs: number
  readonly session: Session
  readonly database: Database
  readonly world: World
  readonly onEvent: OnEvent
  readonly environment: string
  readonly toolVersion: string
  /** Opens a second connection, to look at the first one from outside. */
  readonly openWatcher: ((signal: AbortSignal) => Promise<Session>) | undefined
  /** Opens a connection for statements, beside one that holds the lock. */
  readonly openBeside: () => Promise<Session>
}

/** What a step did. */
export interface StepOutcome extends ScriptOutcome {
  /** SHA-256 of an init script with all it includes. */
  readonly initSum: string | undefined
  /** The mark of what ran without one transaction around it: it goes with the record. */
  readonly marked?: Mark | undefined
}

const progressMs = 200

/** The last mark of a run. */
type Mark =
  | Pick<Extract<MarkChange, { of: 'init' }>, 'of' | 'before'>
  | Pick<Extract<MarkChange, { of: 'step' }>, 'of' | 'before'>

/** A step whose script is sent. */
export interface SentStep {
  /** So many statements are in it. */
  readonly statements: number
  readonly initSum: string | undefined
  /** What the server says to all of it. Its failure has to be awaited. */
  readonly done: Promise<StepOutcome>
}

/** In which transaction a script runs. */
export interface ScriptSurroundings {
  readonly runId: string
  readonly watch: Watch
  readonly transaction: StepOpening['transaction']
  /** The answer to the message that opened it, behind which the script may be sent. */
  readonly opened: Promise<Opening>
}

/** Sends the script of a step, and its hooks around it; a stamp has none. */
export async function sendStepScript(
  context: StepContext,
  step: Step,
  around: ScriptSurroundings,
): Promise<SentStep> {
  if (!runsSomething(step)) return sentStep(nothing)
  const parts = partsOf(step)
  const sent: SentStep[] = []
  let own = sentStep(nothing)
  if (parts.length > 1 || step.kind === 'hook')
    sent.push({ ...nothing, done: tellWhich(context, step).then(() => nothing) })
  const before = () => inOrder(sent.map(({ done }) => done))
  for (const part of parts) {
    // What asks questions on its way waits for the answers to what is before it.
    if (!isSentAhead(context, part)) await before()
    const found = await sendPart(context, part, around).catch(
      async (error: unknown) => (await before(), Promise.reject(error)),
    )
    sent.push(found)
    if (part === step) own = found
  }
  const { done } = own
  return { ...own, done: before().then(() => done) }
}

/** Hooks are told what they run before or after. */
function tellWhich({ session, database }: StepContext, step: RunningStep): Promise<unknown> {
  const about = step.kind === 'hook' ? step.about : { revision: step.revision, direction: directionOf(step) }
  return session.run(database.renderAbout(about))
}

function isSentAhead(context: StepContext, step: RunningStep): boolean {
  const { transaction, isInit } = scriptOfStep(step, context)
  return transaction === 'inside' && !isInit && context.migrations.get(step.revision)?.kind !== 'module'
}

/** Sends one script. What asks questions on its way is run to its end, and only in a transaction that is open. */
async function sendPart(
  context: StepContext,
  step: RunningStep,
  around: ScriptSurroundings,
): Promise<SentStep> {
  if (isSentAhead(context, step)) {
    const reading = scriptOfStep(step, context).read('none')
    const told = listenersOf(context, step, { reading, alive: around.watch.alive })
    const isFirst = around.transaction === 'new' && partsOf(step).length === 1 && step.kind !== 'hook'
    const start = isFirst ? startSavepoint : undefined
    const run = { ...told, session: context.session, opened: around.opened, start }
    const { statements, done } = await sendScript(ticking(reading.stretches, told.onData), run)
    return {
      statements,
      initSum: undefined,
      done: done.then((outcome) => ({ ...outcome, initSum: undefined })),
    }
  }
  if ((await around.opened) !== 'open') return sentStep(nothing)
  return sentStep(await runStepScript(context, step, around))
}

const nothing: StepOutcome = { statements: 0, tolerated: [], initSum: undefined }

function sentStep(outcome: StepOutcome): SentStep {
  return { ...outcome, done: Promise.resolve(outcome) }
}

/** Runs the script of a step to its end, in a transaction that is open. */
async function runStepScript(
  context: StepContext,
  step: RunningStep,
  { runId, watch: { alive } }: Pick<ScriptSurroundings, 'runId' | 'watch'>,
): Promise<StepOutcome> {
  const { read } = scriptOfStep(step, context)
  const migration = context.migrations.get(step.revision)
  if (migration?.kind === 'module') return runModuleStep(context, step, { migration, runId, alive })
  const reading = read('sha256')
  const told = listenersOf(context, step, { reading, alive })
  const run = { ...told, session: context.session }
  const outcome = await runScript(ticking(reading.stretches, told.onData), run)
  return { ...outcome, initSum: reading.file?.sha256() }
}

/** Runs the function of a TypeScript migration. */
export async function runModuleStep(
  context: StepContext,
  step: RunningStep,
  {
    migration,
    runId,
    alive,
  }: { readonly migration: Migration; readonly runId: string; readonly alive: () => void },
): Promise<StepOutcome> {
  const { runModule } = await import('./run-module.ts')
  const onStatement = (statements: number) => {
    alive()
    context.onEvent({ kind: 'statement', revision: step.revision, statements })
  }
  const direction = directionOf(step)
  const statements = await runModule({ ...context, migration, runId, direction, onStatement })
  return { statements, tolerated: [], initSum: undefined }
}

/** What is told while a script runs. */
export function listenersOf(
  { onEvent, world }: StepContext,
  { kind, revision }: RunningStep,
  run: { readonly reading: StepReading; readonly alive: () => void },
) {
  let statements = 0
  let toldMs = world.monotonicMs()
  const onData = () => {
    run.alive()
    const { file } = run.reading
    const nowMs = world.monotonicMs()
    if (file === undefined || nowMs - toldMs < progressMs) return
    toldMs = nowMs
    const { bytes, total } = file.progress()
    onEvent({ kind: 'progress', revision, statements, bytes, totalBytes: total })
  }
  return {
    onData,
    onStatement: (count: number) => {
      statements = count
      onEvent({ kind: 'statement', revision, statements })
      onData()
    },
    onEcho: ({ to, text }: EchoItem) => onEvent({ kind: 'echo', to, text }),
    toleranceFor: kind === 'init' ? toleranceFor : () => undefined,
  }
}

/** Their items; `onData` is called for every piece of COPY data, which may be all that happens for minutes. */
export async function* ticking(
  stretches: AsyncIterable<Stretch>,
  onData: () => void,
): AsyncGenerator<ScriptItem> {
  for await (const stretch of stretches)
    for (const item of stretch) {
      if (item.kind === 'copy') yield { ...item, data: tickingData(item.data, onData) }
      else yield item
    }
}

async function* tickingData(data: AsyncIterable<Uint8Array>, onData: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of data) {
    onData()
    yield chunk
  }
}
