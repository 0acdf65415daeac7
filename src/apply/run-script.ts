import type { Session } from '../database/database.ts'
import type { EchoItem, ScriptItem } from '../psql/item.ts'
import { refusalOf } from './refused.ts'
import { StatementGroups, type GroupListener } from './statement-groups.ts'
import type { Tolerance, ToleratedFailure } from './tolerance.ts'

export interface ScriptRun {
  readonly session: Session
  /** Called after each accepted statement with the count so far. */
  readonly onStatement: (count: number) => void
  /** What `\echo` and `\warn` say. */
  readonly onEcho: (echo: EchoItem) => void
  /** Failures that may be passed over: those of a dump in an init script, none in a migration. */
  readonly toleranceFor: (text: string) => Tolerance | undefined
  /** The answer to what opened the transaction, when it is still on its way. */
  readonly opened?: Promise<unknown>
  /** A savepoint that the transaction has, behind which nothing was done yet. */
  readonly start?: string | undefined
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

/** Runs the items of a script in order, in the open transaction, and stops at the first error, which is then located in the file. Transaction control and statements that refuse a transaction block are refused. */
export async function runScript(items: AsyncIterable<ScriptItem>, run: ScriptRun): Promise<ScriptOutcome> {
  return (await sendScript(items, run)).done
}

/** The same, but the answers to the last statements are still on their way. Their failure has to be awaited. */
export async function sendScript(items: AsyncIterable<ScriptItem>, run: ScriptRun): Promise<SentScript> {
  const tolerated: ToleratedFailure[] = []
  let accepted = 0
  let statements = 0
  const listener: GroupListener = {
    onAccepted: (more) => run.onStatement((accepted += more)),
    onTolerated: (failure) => tolerated.push(failure),
  }
  const { toleranceFor, opened, start } = run
  const sender = new StatementGroups(run.session, listener, { toleranceFor, opened, start })
  for await (const item of items) {
    if (item.kind === 'echo') {
      await sender.drain()
      run.onEcho(item)
      continue
    }
    const refusal = refusalOf(item, 'inside')
    if (refusal !== undefined) throw refusal
    await sender.take(item)
    statements += 1
  }
  const done = sender.drain().then(() => ({ statements: accepted, tolerated }))
  // Whoever sends what is behind it may fail first.
  done.catch(() => {})
  return { statements, done }
}
