import type { Database, Session } from '../database/database.ts'
import type { OnEvent } from '../event.ts'
import type { Step } from '../plan/plan.ts'
import type { EchoItem, ScriptItem } from '../psql/item.ts'
import type { World } from '../world.ts'
import { loadInParts } from './load-in-parts.ts'
import { runScript, type ScriptOutcome } from './run-script.ts'
import { scriptOfStep, type RunningStep, type StepFiles, type StepReading } from './step-script.ts'
import { toleranceFor } from './tolerance.ts'
import { watched } from './watch.ts'

/** What running a step needs. */
export interface StepContext extends StepFiles {
  readonly session: Session
  readonly database: Database
  readonly world: World
  readonly onEvent: OnEvent
  readonly environment: string
  readonly toolVersion: string
  /** Opens a second connection, to look at the first one from outside. */
  readonly openWatcher: (() => Promise<Session>) | undefined
}

/** What a step did. */
export interface StepOutcome extends ScriptOutcome {
  /** SHA-256 of an init script with all it includes. */
  readonly initSum: string | undefined
}

const progressMs = 200

/** Runs the script of a step; a stamp has none. */
export async function runStepScript(context: StepContext, step: Step, runId: string): Promise<StepOutcome> {
  if (step.kind === 'stamp') return { statements: 0, tolerated: [], initSum: undefined }
  const { transaction, read } = scriptOfStep(step, context)
  const reading = read('sha256')
  return watched(context, async ({ alive }) => {
    const told = listenersOf(context, step, { reading, alive })
    const items = ticking(reading.items, told.onData)
    const outcome =
      transaction === 'in parts'
        ? await loadInParts(items, { ...context, ...told, runId, progress: progressOf(step) })
        : await runScript(items, { ...told, session: context.session, transaction })
    return { ...outcome, initSum: reading.file?.sha256() }
  })
}

function progressOf(step: RunningStep) {
  return step.kind === 'init' ? step.progress : undefined
}

function listenersOf(
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

/** The same items; `onData` is called for every piece of COPY data, which may be all that happens for minutes. */
async function* ticking(items: AsyncIterable<ScriptItem>, onData: () => void): AsyncGenerator<ScriptItem> {
  for await (const item of items) {
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
