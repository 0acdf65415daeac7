import { setTimeout as pause } from 'node:timers/promises'
import { PlinthError } from '../../errors.ts'
import type { Session } from '../database.ts'

/** The transaction whose acknowledgement was lost, and where it ran. */
interface DoubtfulCommit {
  /** Its id as `pg_current_xact_id()` gives it. */
  readonly xid: string
  readonly backendPid: number
  /** SQL that gives a row when the transaction is committed. After a crash of the server its id may be that of another one. */
  readonly evidence: string | undefined
}

/** So often the server is asked, which is about half a minute when it refuses at once. */
const attempts = 40
const attemptsInterrupted = 6

/** No new attempt is made after this long: where nothing answers at all, each one takes the whole time of connecting. */
const patienceMs = 60_000

/**
 * Asks on a new connection what became of a COMMIT whose acknowledgement was lost (`pg_xact_status`). What is committed is durable then.
 * Throws E_COMMIT_UNKNOWN when the server cannot tell, or when the wait is interrupted.
 */
export async function lookUpCommit(
  commit: DoubtfulCommit,
  open: () => Promise<Session>,
  signal: AbortSignal | undefined,
): Promise<'committed' | 'aborted'> {
  const began = performance.now()
  // Who interrupts still wants to know, if the answer is to be had at once.
  const mayAsk = (attempt: number) =>
    (!signal?.aborted || attempt < attemptsInterrupted) && performance.now() - began < patienceMs
  for (let attempt = 0; attempt < attempts && mayAsk(attempt); attempt++) {
    // The server may not know yet that our connection is gone.
    const status = await askOnce(commit, open, attempt > 3)
    if (status === 'committed' || status === 'aborted') return status
    await pause(
      Math.min(1000, 50 * 2 ** attempt),
      undefined,
      signal && !signal.aborted ? { signal } : {},
    ).catch(() => {})
  }
  throw new PlinthError(
    'E_COMMIT_UNKNOWN',
    `the connection was lost during COMMIT, and transaction ${commit.xid} cannot be looked up`,
    { hint: 'When the server is back, see what is recorded: plinth status' },
  )
}

async function askOnce(
  commit: DoubtfulCommit,
  open: () => Promise<Session>,
  endBackend: boolean,
): Promise<string | undefined> {
  let session: Session | undefined
  try {
    session = await open()
    const status = await readStatus(session, commit.xid)
    if (status === 'in progress' && endBackend)
      await session.query(endBackendSql, [String(commit.backendPid), commit.xid])
    if (status !== 'committed') return status
    if (commit.evidence !== undefined && (await session.query(commit.evidence)).length === 0) return 'aborted'
    await session.flush()
    return 'committed'
  } catch {
    return undefined
  } finally {
    await session?.close()
  }
}

/** A standby may have yet to hear of it, and is asked until it is the primary. */
const statusSql = `select case when pg_catalog.pg_is_in_recovery() then 'on a standby'
  else pg_catalog.pg_xact_status($1::pg_catalog.text::pg_catalog.xid8) end as status`

async function readStatus(session: Session, xid: string): Promise<string | undefined> {
  try {
    const [row] = await session.query<{ status: string }>(statusSql, [xid])
    return row?.status
  } catch (error) {
    // An id that is yet to come: the server crashed, and has lost all that it had not written of the transaction.
    if (error instanceof PlinthError && error.sqlState === '22023') return 'aborted'
    throw error
  }
}

/** The backend is found by its transaction, never by its process id alone, which may be another's by now. */
const endBackendSql = `
select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity
 where pid operator(pg_catalog.=) $1::pg_catalog.text::pg_catalog.int4 and backend_xid::pg_catalog.text operator(pg_catalog.=)
   ($2::pg_catalog.text::pg_catalog.numeric operator(pg_catalog.%) 4294967296)::pg_catalog.text`
