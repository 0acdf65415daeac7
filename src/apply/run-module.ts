import { readFile } from 'node:fs/promises'
import type { Session } from '../database/database.ts'
import { PlinthError } from '../errors.ts'
import { loadModule } from '../migrations/load-module.ts'
import type { Migration } from '../migrations/migration.ts'
import { located } from './place.ts'
import { transactionHandle, type HandledQuery } from './transaction-handle.ts'

/** What running the function of a TypeScript migration needs. */
export interface ModuleRun {
  readonly session: Session
  readonly migration: Migration
  readonly direction: 'upgrade' | 'downgrade'
  /** Called after each query with the count so far. */
  readonly onStatement: (count: number) => void
}

/**
 * Runs a function of a TypeScript migration with a handle of the open transaction. Returns the number of queries. What it throws, and what
 * the server refuses, gets the line of the file; so does a query that nobody awaited, for it did not run, or nobody knows whether it succeeded.
 */
export async function runModule({ session, migration, direction, onStatement }: ModuleRun): Promise<number> {
  const run = await loadModule(migration, direction)
  let done = 0
  const { sql, queries } = transactionHandle(session, () => onStatement(++done))
  try {
    await run(sql as never)
  } catch (error) {
    // What still runs must be over before the transaction is rolled back.
    await Promise.allSettled(running(queries))
    throw await placed(error, migration, queries)
  }
  const left = [...queries].find(({ state }) => state === 'made' || state === 'running')
  if (left === undefined) return done
  await Promise.allSettled(running(queries))
  throw await atLine(migration, unawaited(left), left.origin.stack)
}

function running(queries: ReadonlySet<HandledQuery>): readonly HandledQuery[] {
  return [...queries].filter(({ state }) => state === 'running')
}

function unawaited({ state }: HandledQuery): PlinthError {
  const what = state === 'made' ? 'was never awaited, so it did not run' : 'was not awaited to its end'
  return new PlinthError('E_MIGRATION', `a query of the migration ${what}`, {
    hint: 'Write await before it; several at once: await Promise.all([…])',
  })
}

/** An error of the server has the place of its query, any other that where it was thrown. */
async function placed(
  error: unknown,
  migration: Migration,
  queries: ReadonlySet<HandledQuery>,
): Promise<unknown> {
  if (error instanceof PlinthError) {
    const failed = [...queries].find((query) => query.failure === error)
    return atLine(migration, error, (failed?.origin ?? error).stack)
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : `it threw ${String(error)}`
  const thrown = new PlinthError('E_MIGRATION', message, { cause: error })
  return atLine(migration, thrown, error instanceof Error ? error.stack : undefined)
}

/** The first place of a stack that is in the file of the migration. */
async function atLine({ path }: Migration, error: PlinthError, stack = ''): Promise<unknown> {
  if (error.place) return error
  const at = stack.split('\n').find((line) => line.includes(path))
  const [, line, column] = /:(\d+):(\d+)\)?\s*$/.exec(at ?? '') ?? []
  if (line === undefined) return error.with({ place: { file: path, line: 1, column: 1 } })
  const text = await readFile(path, 'utf8').catch(() => '')
  const lines = text.split('\n')
  const before = lines.slice(0, Number(line) - 1).join('\n').length + (Number(line) > 1 ? 1 : 0)
  const item = { text, at: { file: path, line: 1, column: 1 } }
  const found = located(error, item, before + Number(column) - 1)
  return found instanceof PlinthError && found.place
    ? found
    : error.with({ place: { file: path, line: Number(line), column: Number(column) } })
}
