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

/** All of them; where one fails, when none is under way any more: what is sent after a rollback would run outside of the transaction. */
export async function settled<T extends readonly Promise<unknown>[] | []>(
  work: T,
): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }> {
  await Promise.allSettled(work)
  return Promise.all(work)
}
