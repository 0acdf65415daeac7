import type postgres from 'postgres'
import { PlinthError } from '../../errors.ts'
import type { OnEvent } from '../../event.ts'
import type { CommitOptions, Copying, Row, Session, StatementResult, TargetName } from '../database.ts'
import { lastOf, refuseNul, resultIn, type Answer } from './answer.ts'
import { lookUpCommit } from './commit-outcome.ts'
import type { ConnectionSettings } from './connection.ts'
import { makeDriver, Sockets, type Driver, type DriverQuery, type Reserved } from './driver.ts'
import { copyThrough, resultOf } from './driver-copy.ts'
import { interrupted, startDeadline } from './interrupt.ts'
import { RunningQueries } from './running-queries.ts'
import {
  connectError,
  isLoss,
  isStatementRefused,
  lostError,
  statementError,
  stripControls,
} from './server-error.ts'
import { beginSql, nameOf, resetSql, rollbackSql, sessionSql, whoSql, type Peer } from './set-up.ts'

export interface SessionOptions {
  readonly applicationName: string
  readonly onEvent?: OnEvent
  readonly signal?: AbortSignal
  /** One or several statements for the first message: their last row is that of `takeFirstLook`. */
  readonly firstLook?: string
}

/** The WAL is written in order: a commit that waits for its own record waits for all before it. The message is there to have one. */
const flushSql = `select pg_catalog.pg_logical_emit_message(true, 'plinth', '')`

/** So long an interrupted run waits for its rollback. */
const rollbackPatienceMs = 10_000

type Parameter = string | number | boolean | null | readonly string[]

/**
 * Opens the one connection of a session, within the deadline of its settings.
 * Throws `E_CONNECT`, `E_LOGIN`, `E_NO_SUCH_DATABASE` (see docs/errors.md).
 */
export async function openSession(settings: ConnectionSettings, options: SessionOptions): Promise<Session> {
  const session = new PostgresSession(settings, options)
  await session.connect()
  return session
}

class PostgresSession implements Session {
  readonly target: TargetName
  serverVersion = 0
  serverVersionName = ''
  backendPid = 0
  isPooled = false
  lost = false
  readonly #settings: ConnectionSettings
  readonly #options: SessionOptions
  readonly #name: string
  readonly #sockets = new Sockets()
  readonly #driver: Driver
  readonly #running = new RunningQueries()
  /** Callers to be told of a loss. No promise is raced against: one that never settles would hold on to every result. */
  readonly #waiting = new Set<(error: PlinthError) => void>()
  #reserved: Reserved | undefined
  #isLinux = false
  #firstLook: Row | undefined
  /** Sent before whatever is sent next: who has nothing to do asks no more. */
  #setUpDue = false
  #interrupted = false
  #cutByInterrupt = false
  #cancelling: Promise<void> = Promise.resolve()
  #stopListening: () => void = () => {}

  constructor(settings: ConnectionSettings, options: SessionOptions) {
    this.#settings = settings
    this.#options = options
    const { user, host, port, database, from } = settings
    this.target = { user, host, port, database, from }
    this.#name = nameOf(options.applicationName)
    this.#driver = makeDriver(settings, this.#sockets, {
      applicationName: this.#name,
      onNotice: (notice) => this.#notice(notice),
      onClose: () => this.#closed(),
    })
  }

  /** Connects, reserves the connection for good, and sets the session up by SQL: a pooler refuses start-up parameters. */
  async connect(): Promise<void> {
    const deadline = startDeadline(this.#settings.connectTimeoutMs, this.#options.signal)
    try {
      // The loss is not raced here: a server that accepts and closes must run into the deadline, not into the driver's retry loop.
      await Promise.race([this.#setUp(), deadline.passed])
    } catch (error) {
      this.lost = true
      await this.#end(0)
      throw error instanceof PlinthError && error.code !== 'E_CONNECTION_LOST'
        ? error
        : connectError(error, this.#settings)
    } finally {
      deadline.stop()
    }
    this.#listenForAbort()
  }

  async #setUp(): Promise<void> {
    // Sent before the connection is reserved: a reservation does not wake up a connection that is still to be made.
    const [who, look] = await this.#ask()
    this.#reserved = await this.#driver.reserve()
    this.#sockets.connected()
    const { state, 0: last = {} } = who
    this.#firstLook = look?.[0]
    this.serverVersion = Number(last['number'])
    this.serverVersionName = stripControls(String(last['text']))
    this.backendPid = Number(last['pid'])
    this.#isLinux = last['linux'] === true
    // A pooler gives its clients keys of its own, for it has to hand a request to cancel on to the backend of the moment.
    this.isPooled = state?.pid !== this.backendPid
    this.#setUpDue = !this.isPooled
  }

  /** Asks who answers and, in the same message, the first question. Where that is refused, it will be told when it is asked by itself. */
  async #ask(): Promise<readonly [who: Row[] & Answer, look?: Row[]]> {
    const { firstLook } = this.#options
    const ask = async (text: string) => (await this.#driver.unsafe(text).simple()) as unknown
    if (firstLook !== undefined)
      try {
        const results = (await ask(`${whoSql};\n${firstLook}`)) as readonly (Row[] & Answer)[]
        return [results[0] ?? [], results.at(-1) ?? []]
      } catch (error) {
        if (!isStatementRefused(error)) throw error
      }
    return [(await ask(whoSql)) as Row[] & Answer]
  }

  #notice(notice: postgres.Notice): void {
    const text = stripControls(notice['message'] ?? '').slice(0, 2000)
    try {
      this.#options.onEvent?.({ kind: 'notice', severity: notice['severity'] ?? 'NOTICE', text })
    } catch {
      // The driver would take it for the failure of the statement that runs, which may be a COMMIT.
    }
  }

  #closed(): void {
    if (this.#reserved !== undefined) this.#lose()
  }

  /** From here on every call rejects, and those that wait do at once. */
  #lose(): void {
    if (this.lost) return
    this.lost = true
    this.#sockets.end()
    const error = this.#lostError()
    for (const reject of this.#waiting) reject(error)
  }

  async #end(timeout: number): Promise<void> {
    await this.#driver.end({ timeout }).catch(() => {})
    // What is left would keep the process alive.
    this.#sockets.end()
  }

  #listenForAbort(): void {
    const { signal } = this.#options
    const abort = () => {
      this.#interrupted = true
      this.#cancelling = this.#cancelAll()
    }
    if (signal?.aborted) abort()
    signal?.addEventListener('abort', abort, { once: true })
    this.#stopListening = () => signal?.removeEventListener('abort', abort)
  }

  async #cancelAll(): Promise<void> {
    if (await this.#running.cancelAll(() => this.lost)) return
    this.#cutByInterrupt = true
    this.#lose()
  }

  get serverVersionText(): string {
    return this.serverVersionName.split(' ')[0] ?? ''
  }

  get #peer(): Peer {
    const { serverVersion, isPooled } = this
    return { serverVersion, isPooled, isLinux: this.#isLinux, applicationName: this.#name }
  }

  #lostError(cause?: unknown): PlinthError {
    return lostError(this.target, this.#sockets.lastWords(), cause)
  }

  #live(): Reserved {
    if (this.lost || this.#reserved === undefined) throw this.#lostError()
    return this.#reserved
  }

  #refuseWhenInterrupted(): void {
    if (this.#interrupted) throw interrupted()
  }

  /** Awaits a driver query; the loss of the connection settles it too. */
  async #settle<T>(query: DriverQuery, work: Promise<T>, stopData: () => void = () => {}): Promise<T> {
    this.#running.add(query, stopData)
    try {
      return await this.#unlessLost(work)
    } catch (error) {
      // The driver rejects before it reports the close: an error of the socket is the loss already.
      if (isLoss(error)) this.#lose()
      if (this.#interrupted && (!this.lost || this.#cutByInterrupt)) throw interrupted(error)
      throw this.lost && !(error instanceof PlinthError)
        ? this.#lostError(error)
        : statementError(error, this.target)
    } finally {
      this.#running.remove(query)
    }
  }

  #unlessLost<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject)
      const settled = () => this.#waiting.delete(reject)
      work
        .then(resolve, reject)
        .finally(settled)
        .catch(() => {})
    })
  }

  #send(text: string, parameters: readonly Parameter[] = []): DriverQuery {
    refuseNul(text)
    const live = this.#live()
    if (this.#setUpDue) {
      this.#setUpDue = false
      this.#orLose(this.#runAlways(sessionSql(this.#peer))).catch(() => {})
    }
    return live.unsafe(text, parameters as never[]) as unknown as DriverQuery
  }

  takeFirstLook(): Row | undefined {
    const look = this.#firstLook
    this.#firstLook = undefined
    return look
  }

  async query<T extends Row = Row>(
    text: string,
    parameters: readonly Parameter[] = [],
  ): Promise<readonly T[] & { readonly count: number }> {
    this.#refuseWhenInterrupted()
    const query = this.#send(text, parameters)
    const rows = lastOf(await this.#settle(query, query)) as T[] & { count: number | null }
    // Not enumerable: a list of rows is printed and compared as one.
    const count = { value: rows.count ?? rows.length }
    return Object.defineProperty([...rows], 'count', count) as T[] & { readonly count: number }
  }

  async run(text: string): Promise<StatementResult> {
    this.#refuseWhenInterrupted()
    return this.#runAlways(text)
  }

  async #runAlways(text: string): Promise<StatementResult> {
    const query = this.#send(text)
    return resultIn(await this.#settle(query, resultOf(query)))
  }

  async copyIn(statement: string, data: AsyncIterable<Uint8Array>): Promise<StatementResult> {
    return this.startCopy(statement, data).done
  }

  startCopy(statement: string, data: AsyncIterable<Uint8Array>): Copying {
    this.#refuseWhenInterrupted()
    const query = this.#send(statement)
    const stop = new AbortController()
    const copy = copyThrough(query, data, stop.signal)
    const done = this.#settle(query, copy.done, () => stop.abort()).then(resultIn)
    // Where the connection is lost, it is not told what becomes of the data.
    const isOver = done.then(
      () => true,
      () => false,
    )
    return { sent: Promise.race([copy.sent, isOver]), done }
  }

  async begin(sql?: string): Promise<void> {
    this.#refuseWhenInterrupted()
    const query = this.#send(beginSql(this.#peer, sql))
    const results = (await this.#settle(query, query)) as unknown as readonly (readonly Row[])[]
    // The first result is of all that is before the first rows.
    if (this.isPooled) this.backendPid = Number(results[1]?.[0]?.['pid'])
  }

  async commit({ xid, durable = 'now', evidence }: CommitOptions = {}): Promise<'durable' | 'durable later'> {
    this.#refuseWhenInterrupted()
    const known = xid === undefined ? await this.#readXid() : xid
    let tag: string
    try {
      tag = (
        await this.#runAlways(`${durable === 'later' ? 'set local synchronous_commit = off; ' : ''}commit`)
      ).command
    } catch (error) {
      if (!this.lost) throw error
      await this.#proveCommit(known, evidence)
      return 'durable'
    }
    if (tag !== 'COMMIT')
      throw new PlinthError('E_SQL', 'the server rolled the transaction back instead of committing it')
    return durable === 'now' ? 'durable' : 'durable later'
  }

  async #readXid(): Promise<string | null> {
    const [row] = await this.query<{ xid: string | null }>(
      'select pg_catalog.pg_current_xact_id_if_assigned()::pg_catalog.text as xid',
    )
    return row?.xid ?? null
  }

  async flush(): Promise<void> {
    await this.#patiently(flushSql)
  }

  /** A transaction without an id wrote nothing: nothing can be missing. */
  async #proveCommit(xid: string | null, evidence: string | undefined): Promise<void> {
    if (xid === null) return
    const open = () => openSession(this.#settings, { applicationName: 'plinth:resolve' })
    const outcome = await lookUpCommit(
      { xid, backendPid: this.backendPid, evidence },
      open,
      this.#options.signal,
    )
    if (outcome === 'aborted') throw this.#lostError()
  }

  async rollback(): Promise<void> {
    await this.#cancelling
    if (this.lost) return
    await this.#patiently(rollbackSql(this.#peer)).catch((error: unknown) => {
      if (!this.lost) throw error
    })
  }

  /** Who interrupts does not wait for a server that is silent; it rolls back when it notices the loss. */
  async #patiently(text: string): Promise<void> {
    const attempt = () => this.#runAlways(text)
    // A late cancel request may hit the first one.
    const result = this.#interrupted ? attempt().catch(attempt) : attempt()
    const patience = this.#interrupted ? setTimeout(() => this.#lose(), rollbackPatienceMs) : undefined
    await result.finally(() => clearTimeout(patience))
  }

  async prepareOutside(): Promise<void> {
    if (this.isPooled) await this.run(sessionSql(this.#peer))
  }

  async reset(when: 'now' | 'with the transaction' = 'now'): Promise<void> {
    const done = this.run(resetSql(this.#peer, when))
    // Nothing may run with the settings that a script left; a transaction that failed takes them back itself.
    await (when === 'now' ? this.#orLose(done) : done)
  }

  async #orLose(work: Promise<unknown>): Promise<void> {
    await work.catch((error: unknown) => {
      if (!this.#interrupted) this.#lose()
      throw error
    })
  }

  async close(): Promise<void> {
    this.#stopListening()
    const wasLost = this.lost
    if (!wasLost) this.#reserved?.release()
    this.lost = true
    await this.#end(wasLost ? 0 : 1)
  }
}
