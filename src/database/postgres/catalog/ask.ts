import { PlinthError } from '../../../errors.ts'
import type { Session } from '../../database.ts'

/** The rows of a query of which it is known what they look like. */
export async function ask<R>(session: Session, sql: string): Promise<readonly R[]> {
  return session.query(sql) as unknown as Promise<readonly R[]>
}

/** The one row of a query of lists. */
export async function askLists<R>(session: Session, sql: string): Promise<R> {
  const [row] = await ask<R>(session, sql)
  return row as R
}

/**
 * All of them; where one fails, when none is under way any more: what is sent after a rollback would run outside of the transaction. It fails with what failed first, not with
 * what was refused for that.
 */
export async function settled<T extends readonly Promise<unknown>[] | []>(
  work: T,
): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }> {
  const failures = (await Promise.allSettled(work)).flatMap((one) =>
    one.status === 'rejected' ? [one.reason as unknown] : [],
  )
  const first = failures.find((failure) => !isOfAbortedTransaction(failure))
  if (first !== undefined) throw first
  return Promise.all(work)
}

function isOfAbortedTransaction(failure: unknown): boolean {
  return failure instanceof PlinthError && failure.sqlState === inFailedTransaction
}

const inFailedTransaction = '25P02'
