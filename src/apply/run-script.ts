import type { Session } from '../database/database.ts'
import type { EchoItem, ScriptItem } from '../psql/item.ts'
import { refusalOf } from './refused.ts'
import { runLocated } from './place.ts'
import { StatementGroups, type GroupListener } from './statement-groups.ts'
import type { Tolerance, ToleratedFailure } from './tolerance.ts'

export interface ScriptRun {
  readonly session: Session
  /** Called after each accepted statement with the count so far. */
  readonly onStatement: (count: number) => void
  /** What `\echo` and `\warn` say. */
  readonly onEcho: (echo: EchoItem) => void
  /** `inside`: transaction control and statements that refuse a transaction block are refused. `outside`: only transaction control is, and statements go one by one. */
  readonly transaction: 'inside' | 'outside'
  /** Failures that may be passed over: those of a dump in an init script, none in a migration. */
  readonly toleranceFor: (text: string) => Tolerance | undefined
  /** The answer to what opened the transaction, when it is still on its way. */
  readonly opened?: Promise<unknown>
}

/** What a run of a script did. */
export interface ScriptOutcome {
  readonly statements: number
  readonly tolerated: readonly ToleratedFailure[]
}

/** A script that is sent. */
export interface SentScript {
  /** So many statements are in it. */
  readonly statements: number
  readonly done: Promise<ScriptOutcome>
}

/** Runs the items of a script in order and stops at the first error, which is then located in the file. */
export async function runScript(items: AsyncIterable<ScriptItem>, run: ScriptRun): Promise<ScriptOutcome> {
  return (await sendScript(items, run)).done
}

/** The same, but the answers to the last statements are still on their way. Their failure has to be awaited. */
export async function sendScript(items: AsyncIterable<ScriptItem>, run: ScriptRun): Promise<SentScript> {
  const tolerated: ToleratedFailure[] = []
  let accepted = 0
  let statements = 0
  const sender = senderOf(run, {
    onAccepted: (more) => run.onStatement((accepted += more)),
    onTolerated: (failure) => tolerated.push(failure),
  })
  for await (const item of items) {
    if (item.kind === 'echo') {
      await sender.drain()
      run.onEcho(item)
      continue
    }
    const refusal = refusalOf(item, run.transaction)
    if (refusal !== undefined) throw refusal
    await sender.take(item)
    statements += 1
  }
  const done = sender.drain().then(() => ({ statements: accepted, tolerated }))
  // Whoever sends what is behind it may fail first.
  done.catch(() => {})
  return { statements, done }
}

/** Outside a transaction each statement stands alone: one at a time, and every failure counts. */
function senderOf(
  { session, transaction, toleranceFor, opened }: ScriptRun,
  listener: GroupListener,
): Pick<StatementGroups, 'take' | 'drain'> {
  if (transaction === 'inside') return new StatementGroups(session, listener, { toleranceFor, opened })
  return {
    take: async (item) => {
      if (item.kind === 'copy') await runLocated(session.copyIn(item.text, item.data), item)
      else if (item.sent === 'to server') await runLocated(session.run(item.text), item)
      listener.onAccepted(1)
    },
    drain: async () => {},
  }
}
