import type { CommitOptions, Database, Session } from '../database/database.ts'
import { PlinthError } from '../errors.ts'
import type { OnEvent } from '../event.ts'
import type { World } from '../world.ts'

/** What waiting for the lock needs. */
export interface LockWait {
  readonly session: Session
  readonly database: Database
  readonly world: World
  readonly onEvent: OnEvent
  /** How long to poll before E_LOCK; milliseconds. */
  readonly lockTimeoutMs: number
  readonly signal: AbortSignal | undefined
}

/**
 * Runs `work` in a transaction that holds the lock, and leaves that open, see {@link uncommitted}. The lock is polled, a new transaction a try:
 * a blocked waiter would deadlock with CREATE INDEX CONCURRENTLY. Throws E_LOCK when the lock stays taken.
 */
export async function lockedTransaction<T>(
  wait: LockWait,
  runId: string,
  work: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const { session, database } = wait
  await poll(wait, async () => {
    const opening = {
      runId,
      transaction: 'new',
      heads: undefined,
      unfinished: 'any',
      lockWaitMs: undefined,
    } as const
    const isOpen = (await database.openStep(session, opening)) === 'open'
    if (!isOpen) await session.rollback()
    return isOpen
  })
  return uncommitted(session, work)
}

/** Runs `work`, of which a part opens a transaction, and leaves that open for the commit. Rolls back when `work` throws, or returns nothing. */
export async function uncommitted<T>(
  session: Session,
  work: () => Promise<T | undefined>,
): Promise<T | undefined> {
  try {
    const value = await work()
    if (value === undefined) await session.rollback()
    return value
  } catch (error) {
    await session.rollback()
    throw error
  }
}

/** Commits the open transaction. Where it cannot even be tried, as after an interrupt, it is rolled back. */
export async function commit(session: Session, options: CommitOptions): ReturnType<Session['commit']> {
  try {
    return await session.commit(options)
  } catch (error) {
    await session.rollback()
    throw error
  }
}

/** Runs `work` in a transaction of its own, and commits. Rolls back when either fails. */
export async function inTransaction<T>(session: Session, work: () => Promise<T>): Promise<T> {
  await session.begin()
  try {
    const value = await work()
    await session.commit()
    return value
  } catch (error) {
    await session.rollback()
    throw error
  }
}

/** Runs `work` outside a transaction while the session holds the lock. */
export async function sessionLocked<T>(wait: LockWait, work: () => Promise<T>): Promise<T> {
  const { session, database } = wait
  await poll(wait, () => database.trySessionLock(session))
  try {
    return await work()
  } finally {
    if (!session.lost) await database.releaseSessionLock(session).catch(() => {})
  }
}

/** Waits until nobody is found any more. Throws E_LOCK. */
export async function waitUntilFree(
  wait: LockWait,
  findHolder: () => Promise<string | undefined>,
): Promise<void> {
  let holder: string | undefined
  await poll(
    wait,
    async () => (holder = await findHolder()) === undefined,
    () => Promise.resolve(holder),
  )
}

async function poll(
  wait: LockWait,
  attempt: () => Promise<boolean>,
  readHolder = () => wait.database.lockHolder(wait.session),
): Promise<void> {
  const { world } = wait
  const began = world.monotonicMs()
  let told = began
  for (let pauseMs = 50; !(await attempt()); pauseMs = Math.min(1000, pauseMs * 1.5)) {
    const waitedMs = world.monotonicMs() - began
    if (waitedMs > wait.lockTimeoutMs) throw await lockError(readHolder, waitedMs)
    if (world.monotonicMs() - told > 2000) {
      told = world.monotonicMs()
      wait.onEvent({ kind: 'lock-wait', holder: await readHolder(), waitedMs })
    }
    await pause(wait, pauseMs * (0.5 + world.jitter()), 'while it waited for the lock')
  }
}

/** Waits. Throws E_INTERRUPTED, which says `when`. */
export async function pause(
  { world, signal }: Pick<LockWait, 'world' | 'signal'>,
  ms: number,
  when: string,
): Promise<void> {
  await world.sleep(ms, signal).catch(() => {
    throw new PlinthError('E_INTERRUPTED', `the run was interrupted ${when}`, {
      result: 'Nothing was changed.',
      hint: 'To go on, run the same command again.',
    })
  })
}

async function lockError(
  readHolder: () => Promise<string | undefined>,
  waitedMs: number,
): Promise<PlinthError> {
  const holder = await readHolder().catch(() => undefined)
  return new PlinthError('E_LOCK', `another run holds the lock; waited ${Math.round(waitedMs / 1000)} s`, {
    ...(holder ? { detail: `held by ${holder}` } : {}),
    hint: 'Wait for it to finish and run the command again, or wait longer: --lock-timeout 30m',
    result: 'Nothing was changed.',
  })
}
