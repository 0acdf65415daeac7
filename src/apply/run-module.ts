import { loadModule } from '../migrations/load-module.ts'
import { batchesRunner, type BatchesContext } from './batches.ts'
import { unawaited } from './batch-words.ts'
import { running } from './handled.ts'
import { atLine, placed } from './module-place.ts'
import { transactionHandle, type Transaction } from './transaction-handle.ts'
import { untilInterrupted } from './until-interrupted.ts'

/** What running the function of a TypeScript migration needs. */
export interface ModuleRun extends Omit<BatchesContext, 'placed'> {
  /** Called after each query with the count so far. */
  readonly onStatement: (count: number) => void
}

/**
 * Runs a function of a TypeScript migration with a handle of the open transaction. Returns the number of queries. What it throws, and what
 * the server refuses, gets the line of the file; so does a query that nobody awaited, for it did not run, or nobody knows whether it succeeded.
 */
export async function runModule(moduleRun: ModuleRun): Promise<number> {
  const { session, migration, direction, onStatement, signal } = moduleRun
  const run = await loadModule(migration, direction)
  let done = 0
  // Batches that nobody waits for any more end with the one that they are at.
  const stop = new AbortController()
  const batches = batchesRunner({
    ...moduleRun,
    signal: AbortSignal.any([stop.signal, ...(signal ? [signal] : [])]),
    placed: (error) => placed(error, migration, handled),
  })
  const { sql, handled, end } = transactionHandle({
    session,
    onDone: () => onStatement(++done),
    runBatches: batches.run,
  })
  try {
    await untilInterrupted(called(run, sql), signal, () => handled)
  } catch (error) {
    end()
    stop.abort()
    // What still runs must be over before the transaction is rolled back.
    await Promise.allSettled(running(handled))
    throw await placed(error, migration, handled)
  }
  end()
  const left = [...handled].find(({ state }) => state === 'made' || state === 'running')
  if (left !== undefined) {
    stop.abort()
    await Promise.allSettled(running(handled))
    throw await atLine(migration, unawaited(left), left.origin.stack)
  }
  await batches.refuseUnended()
  return done
}

async function called(run: (sql: never) => unknown, sql: Transaction): Promise<void> {
  await run(sql as never)
}
