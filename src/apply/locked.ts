import type { Database, Session } from '../database/database.ts'
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
 * Runs `work` in a transaction that holds the lock, and commits. The lock is polled, a new transaction a try: a blocked waiter
 * would deadlock with CREATE INDEX CONCURRENTLY. Rolls back when `work` throws. Throws E_LOCK when the lock stays taken.
 */
export async function lockedTransaction<T>(wait: LockWait, work: (runId: string) => Promise<T>): Promise<T> {
  const { session, database, world } = wait
  const runId = world.randomHex(8)
  await poll(wait, async () => {
    await session.begin()
    const locked = await database.tryTransactionLock(session)
    if (!locked) await session.rollback()
    return locked
  })
  return markedTransaction(wait, runId, () => work(runId))
}

/** Runs `work` in the transaction that is open, marked as that of the run, and commits. Rolls back when `work` throws. */
export async function markedTransaction<T>(
  { session, database }: Pick<LockWait, 'session' | 'database'>,
  runId: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    await database.markTransaction(session, runId)
    const result = await work()
    await session.commit()
    await afterCommit(session)
    return result
  } catch (error) {
    await session.rollback()
    throw error
  }
}

/**
 * Makes the session new for the next step. What is committed stays so: an interrupt or a loss from here on is the next step's, and must
 * not be told as the failure of this one.
 */
async function afterCommit(session: Session): Promise<void> {
  if (!session.lost) await session.reset().catch(() => {})
}

/** Runs `work` outside a transaction while the session holds the lock. */
export async function sessionLocked<T>(wait: LockWait, work: (runId: string) => Promise<T>): Promise<T> {
  const { session, database, world } = wait
  await poll(wait, () => database.trySessionLock(session))
  try {
    return await work(world.randomHex(8))
  } finally {
    if (!session.lost) await database.releaseSessionLock(session).catch(() => {})
  }
}

async function poll(wait: LockWait, attempt: () => Promise<boolean>): Promise<void> {
  const { world } = wait
  const began = world.monotonicMs()
  let told = began
  for (let pauseMs = 50; !(await attempt()); pauseMs = Math.min(1000, pauseMs * 1.5)) {
    const waitedMs = world.monotonicMs() - began
    if (waitedMs > wait.lockTimeoutMs) throw await lockError(wait, waitedMs)
    if (world.monotonicMs() - told > 2000) {
      told = world.monotonicMs()
      wait.onEvent({ kind: 'lock-wait', holder: await wait.database.lockHolder(wait.session), waitedMs })
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

async function lockError(wait: LockWait, waitedMs: number): Promise<PlinthError> {
  const holder = await wait.database.lockHolder(wait.session).catch(() => undefined)
  return new PlinthError('E_LOCK', `another run holds the lock; waited ${Math.round(waitedMs / 1000)} s`, {
    ...(holder ? { detail: `held by ${holder}` } : {}),
    hint: 'Wait for it to finish and run the command again, or wait longer: --lock-timeout 30m',
    result: 'Nothing was changed.',
  })
}
