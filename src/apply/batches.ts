import type { BatchOwner, BatchProgress, BatchTable, KeyBounds } from '../database/batches.ts'
import type { Database, Session } from '../database/database.ts'
import { PlinthError } from '../errors.ts'
import type { Migration } from '../migrations/migration.ts'
import {
  checkedBatching,
  type Batching,
  type BatchesResult,
  type BatchOptions,
  type EachBatch,
} from './batch-options.ts'
import {
  forgottenError,
  openTransactionError,
  otherBatchesError,
  otherTableError,
  transactionError,
  unawaited,
  unendedError,
  untrackedError,
  unusedError,
  withBounds,
  withHowFar,
} from './batch-words.ts'
import type { BatchHandle } from './batch-turn.ts'
import { running, type Handled } from './handled.ts'
import { WrittenRange } from './key-range.ts'
import { inTransaction, pause } from './locked.ts'
import { retried, type Retrying } from './retry.ts'
import { untilInterrupted } from './until-interrupted.ts'

/** What batches need. */
export interface BatchesContext extends Retrying {
  readonly session: Session
  readonly database: Database
  readonly migration: Migration
  readonly direction: BatchOwner['direction']
  readonly runId: string
  /** So long a statement waits for a lock, unless the role or the database says otherwise; 0: for ever. */
  readonly statementLockTimeoutMs: number
  /** An error with the place in the user's file. */
  readonly placed: (error: unknown) => Promise<PlinthError>
}

/** Runs the batches of one migration, one after the other. */
export function batchesRunner(context: BatchesContext): {
  readonly run: (options: BatchOptions, each: EachBatch, handle: BatchHandle) => Promise<BatchesResult>
  /** At the end of the migration. Throws E_MIGRATION when batches failed, or began in an earlier run and are no longer in the file. */
  readonly refuseUnended: () => Promise<void>
} {
  const names = new Set<string>()
  const unended = new Set<string>()
  return {
    run: async (options, each, handle) => {
      if (context.migration.upgrade.transactional) throw transactionError()
      const batching = checkedBatching(options, names)
      const before = [...names]
      names.add(batching.name)
      unended.add(batching.name)
      const run = new BatchesRun(context, { batching, each, handle, before })
      const result = await handle.turn.taken(handle, () => run.run())
      unended.delete(batching.name)
      return result
    },
    refuseUnended: async () => {
      if (context.migration.upgrade.transactional) return
      for (const name of unended) throw unendedError(name)
      const begun = await retriedTransaction(context, () => readBegun(context))
      const left = begun?.find(({ name, state }) => state === 'running' && !names.has(name))
      if (left) throw forgottenError(left, forgetSql(context, left))
    },
  }
}

const ownerOf = ({ migration, direction }: BatchesContext): BatchOwner => ({
  revision: migration.id,
  direction,
})

function readBegun(context: BatchesContext): Promise<readonly BatchProgress[] | undefined> {
  return context.database.batches.readProgress(context.session, ownerOf(context))
}

function forgetSql(context: BatchesContext, { name }: Pick<BatchProgress, 'name'>): string {
  return context.database.batches.renderForget(ownerOf(context), name)
}

/** A transaction of its own, tried again after a failure of the moment. */
async function retriedTransaction<T>(context: BatchesContext, work: () => Promise<T>): Promise<T> {
  const { session, database, runId, statementLockTimeoutMs: lockWaitMs } = context
  const opening = { runId, transaction: 'open', heads: undefined, unfinished: 'any', lockWaitMs } as const
  const marked = async () => {
    await database.openStep(session, opening)
    return work()
  }
  return retried(
    context,
    () => inTransaction(session, marked),
    () => true,
  )
}

interface Wish {
  readonly batching: Batching
  readonly each: EachBatch
  readonly handle: BatchHandle
  /** Names of the batches that ran before in this run. */
  readonly before: readonly string[]
}

/** One call of `sql.batches`. */
class BatchesRun {
  readonly #context: BatchesContext
  readonly #wish: Wish

  constructor(context: BatchesContext, wish: Wish) {
    this.#context = context
    this.#wish = wish
  }

  async run(): Promise<BatchesResult> {
    const { session, database } = this.#context
    if (await database.batches.isInTransaction(session)) throw openTransactionError()
    const { table, estimate, begun } = await retriedTransaction(this.#context, () => this.#begin())
    let progress = begun
    const tell = () => this.#tell(progress, begun.rows, estimate)
    if (!table.isIndexed && estimate > this.#wish.batching.size) this.#warn(table)
    try {
      tell()
      while (progress.state === 'running') {
        progress = await retriedTransaction(this.#context, () => this.#next(table, progress))
        tell()
        if (progress.state === 'running') await this.#pause()
      }
    } catch (error) {
      throw withHowFar(error, progress, { key: table.key, id: this.#context.migration.id })
    }
    return { rows: progress.rows, batches: progress.batches }
  }

  async #pause(): Promise<void> {
    const { pauseMs } = this.#wish.batching
    // A timer takes a millisecond even for none.
    if (pauseMs > 0 || this.#context.signal?.aborted)
      await pause(this.#context, pauseMs, 'between two batches')
  }

  async #begin(): Promise<{
    readonly table: BatchTable
    readonly estimate: number
    readonly begun: BatchProgress
  }> {
    const { session, database } = this.#context
    const { name, table: written, key } = this.#wish.batching
    const { batches } = database
    const known = await readBegun(this.#context)
    if (known === undefined) throw untrackedError()
    const own = known.find((one) => one.name === name)
    const other = known.find((one) => !this.#wish.before.includes(one.name))
    if (own === undefined && other) throw otherBatchesError(name, other, forgetSql(this.#context, other))
    const table = await batches.describe(session, written, key)
    const over = overOf(table)
    if (own !== undefined && own.over !== over)
      throw otherTableError(own, over, forgetSql(this.#context, own))
    const estimate = await batches.estimateRows(session, table)
    if (own !== undefined) return { table, estimate, begun: own }
    const last = await batches.readLast(session, table)
    const begun = { name, over, last, reached: undefined, rows: 0, batches: 0, state: 'running' } as const
    return { table, estimate, begun }
  }

  /** One batch with its record; without rows left, the record that all are done. */
  async #next(table: BatchTable, progress: BatchProgress): Promise<BatchProgress> {
    const { session, database, runId } = this.#context
    const { last, reached: after } = progress
    const { size } = this.#wish.batching
    const next = last && (await database.batches.readNext(session, table, { after, to: last, size }))
    if (next) await this.#run(table, { after, to: next.to })
    const reached: BatchProgress = next
      ? { ...progress, reached: next.to, rows: progress.rows + next.rows, batches: progress.batches + 1 }
      : { ...progress, state: 'done' }
    await database.batches.writeProgress(session, runId, { ...ownerOf(this.#context), progress: reached })
    return reached
  }

  async #run(table: BatchTable, part: KeyBounds): Promise<void> {
    const { handle, each } = this.#wish
    const before = new Set(handle.handled)
    const made = () => [...handle.handled].filter((one) => !before.has(one))
    let isUsed = false
    const write = (alias: string | undefined) =>
      this.#context.database.batches.renderBounds(table, part, alias)
    const range = new WrittenRange(write, () => (isUsed = true))
    try {
      const { signal } = this.#context
      await untilInterrupted(
        handle.turn.inside(() => each(range)),
        signal,
        made,
      )
      refuseUnawaited(made())
      if (!isUsed) throw unusedError()
    } catch (error) {
      // What still runs must be over before the transaction is rolled back.
      await Promise.allSettled(running(made()))
      throw withBounds(await this.#context.placed(error), table.key, part)
    } finally {
      for (const one of made()) handle.handled.delete(one)
    }
  }

  #tell(progress: BatchProgress, rowsBefore: number, estimate: number): void {
    const { name, rows, state } = progress
    const totalRows = state === 'done' || progress.last === undefined ? rows : Math.max(estimate, rows)
    const { id: revision } = this.#context.migration
    this.#context.onEvent({ kind: 'batches', revision, name, rows, rowsBefore, totalRows, state })
  }

  #warn(table: BatchTable): void {
    const text = `no index begins with ${table.key.map(({ name }) => name).join(', ')}: each batch reads the whole table`
    this.#context.onEvent({ kind: 'notice', severity: 'WARNING', text })
  }
}

function refuseUnawaited(made: readonly Handled<unknown>[]): void {
  const left = made.find(({ state }) => state === 'made' || state === 'running')
  if (left === undefined) return
  left.failure = unawaited(left)
  throw left.failure
}

/** What one must be over to go on where the other stopped. */
function overOf({ name, key }: BatchTable): string {
  const columns = key.map(
    (column) =>
      `${column.name} ${column.type}${column.collation === null ? '' : ` collate ${column.collation}`}`,
  )
  return `${name} by ${columns.join(', ')}`
}
