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
}

/** What a run of a script did. */
export interface ScriptOutcome {
  readonly statements: number
  readonly tolerated: readonly ToleratedFailure[]
}

/** Runs the items of a script in order and stops at the first error, which is then located in the file. */
export async function runScript(items: AsyncIterable<ScriptItem>, run: ScriptRun): Promise<ScriptOutcome> {
  const tolerated: ToleratedFailure[] = []
  let statements = 0
  const sender = senderOf(run, {
    onAccepted: (more) => run.onStatement((statements += more)),
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
  }
  await sender.drain()
  return { statements, tolerated }
}

/** Outside a transaction each statement stands alone: one at a time, and every failure counts. */
function senderOf(
  { session, transaction, toleranceFor }: ScriptRun,
  listener: GroupListener,
): Pick<StatementGroups, 'take' | 'drain'> {
  if (transaction === 'inside') return new StatementGroups(session, listener, toleranceFor)
  return {
    take: async (item) => {
      if (item.kind === 'copy') await runLocated(session.copyIn(item.text, item.data), item)
      else if (item.sent === 'to server') await runLocated(session.run(item.text), item)
      listener.onAccepted(1)
    },
    drain: async () => {},
  }
}
