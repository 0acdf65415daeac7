import { connect as connectSocket, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { Readable, Writable } from 'node:stream'
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import { PlinthError } from '../../errors.ts'
import type { OnEvent } from '../../event.ts'
import type { Row, Session, StatementResult, TargetName } from '../database.ts'
import type { ConnectionSettings } from './connection.ts'
import { connectError, lostError, ServerError, statementError, stripControls } from './server-error.ts'

export interface SessionOptions {
  readonly applicationName: string
  readonly onEvent?: OnEvent
  readonly signal?: AbortSignal
}

type Driver = postgres.Sql
type Reserved = postgres.ReservedSql
type Parameter = string | number | boolean | null | readonly string[]
/** A pending query of the driver; `reject` is its own, hooked by {@link copyThrough}. */
type DriverQuery = postgres.PendingQuery<postgres.Row[]> & {
  resolve: (result: unknown[]) => void
  reject: (error: unknown) => void
  /** The backend it was sent to; null while it waits in the driver. */
  readonly state: object | null
  active: boolean
  readonly canceller: ((query: DriverQuery) => Promise<void>) | null
}

/** So often a cancel request is sent (about 10 s) before an interrupted run cuts its connection. */
const cancelAttempts = 12

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
  serverVersionText = ''
  backendPid = 0
  lost = false
  readonly #settings: ConnectionSettings
  readonly #options: SessionOptions
  readonly #driver: Driver
  /** What runs or waits, in the order it was sent; for a COPY with the way to stop its data. */
  readonly #active = new Map<DriverQuery, () => void>()
  readonly #sockets = new Set<Socket>()
  /** Callers to be told of a loss. No promise is raced against: one that never settles would hold on to every result. */
  readonly #waiting = new Set<(error: PlinthError) => void>()
  #reserved: Reserved | undefined
  #ended = false
  #dials = 0
  #interrupted = false
  #cutByInterrupt = false
  #cancelling: Promise<void> = Promise.resolve()
  #stopListening: () => void = () => {}

  constructor(settings: ConnectionSettings, options: SessionOptions) {
    this.#settings = settings
    this.#options = options
    const { user, host, port, database, from } = settings
    this.target = { user, host, port, database, from }
    this.#driver = makeDriver(this.#driverOptions())
  }

  /** Connects, reserves the connection for good, and sets the session up by SQL (a pooler refuses start-up parameters). */
  async connect(): Promise<void> {
    const { signal } = this.#options
    let stop: () => void = () => {}
    const stopped = new Promise<never>((_, reject) => {
      const late = () => reject(Object.assign(new Error(), { code: 'CONNECT_TIMEOUT' }))
      const abort = () => reject(interrupted())
      const timer = setTimeout(late, this.#settings.connectTimeoutMs)
      if (signal?.aborted) abort()
      signal?.addEventListener('abort', abort, { once: true })
      stop = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', abort)
      }
    })
    try {
      // The loss is not raced here: a server that accepts and closes must run into the deadline, not into the driver's retry loop.
      await Promise.race([this.#setUp(), stopped])
    } catch (error) {
      this.lost = true
      await this.#end(0)
      throw error instanceof PlinthError && error.code !== 'E_CONNECTION_LOST'
        ? error
        : connectError(error, this.target)
    } finally {
      stop()
    }
    this.#listenForAbort()
  }

  async #setUp(): Promise<void> {
    await this.#driver.unsafe('select 1').simple()
    this.#reserved = await this.#driver.reserve()
    const rows = await this.#reserved.unsafe(setUpSql(this.#options.applicationName)).simple()
    const last = (rows as unknown as Row[][]).at(-1)?.[0] ?? {}
    this.serverVersion = Number(last['number'])
    this.serverVersionText = stripControls(String(last['text'])).split(' ')[0] ?? ''
    this.backendPid = Number(last['pid'])
  }

  #driverOptions(): postgres.Options<{}> {
    const { host, port, user, password, database, options } = this.#settings
    return {
      host,
      port,
      user,
      database,
      password: password ?? '',
      max: 1,
      prepare: false,
      fetch_types: false,
      max_lifetime: null,
      idle_timeout: 0,
      debug: false,
      backoff: () => 0.25,
      connect_timeout: Math.ceil(this.#settings.connectTimeoutMs / 1000),
      ssl: sslOf(this.#settings),
      // Named here, or the driver takes its own name and PGAPPNAME.
      connection: { application_name: 'plinth', ...(options === undefined ? {} : { options }) },
      socket: () => this.#dial(),
      onnotice: (notice) => this.#notice(notice),
      onclose: () => this.#closed(),
    } as postgres.Options<{}> & { socket: unknown }
  }

  #notice(notice: postgres.Notice): void {
    const text = stripControls(notice['message'] ?? '').slice(0, 2000)
    try {
      this.#options.onEvent?.({ kind: 'notice', severity: notice['severity'] ?? 'NOTICE', text })
    } catch {
      // The driver would take it for the failure of the statement that runs, which may be a COMMIT.
    }
  }

  /** A socket for the driver: the session's, or that of a cancel request. None once the session ended, for the driver dials again by itself. */
  async #dial(): Promise<Socket> {
    // A server that accepts and closes is dialled again by the driver without delay.
    if (this.#reserved === undefined && this.#dials++ > 0) await pause(100)
    if (this.#ended) throw lostError(this.target)
    const { host, port } = this.#settings
    return openSocket(host, port, this.#sockets)
  }

  #closed(): void {
    if (this.#reserved !== undefined) this.#lose()
  }

  /** From here on every call rejects, and those that wait do at once. */
  #lose(): void {
    if (this.lost) return
    this.lost = true
    this.#ended = true
    for (const socket of this.#sockets) socket.destroy()
    for (const reject of this.#waiting) reject(lostError(this.target))
  }

  async #end(timeout: number): Promise<void> {
    this.#ended = true
    await this.#driver.end({ timeout }).catch(() => {})
    // The driver leaves a socket alone that is still connecting, or whose peer is silent; it would keep the process alive.
    for (const socket of this.#sockets) socket.destroy()
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

  /** Cancels what runs, one after the other, until nothing is left. A request may come too early or too late, so it is repeated. */
  async #cancelAll(): Promise<void> {
    for (const stopData of this.#active.values()) stopData()
    for (let attempt = 0; this.#active.size > 0 && !this.lost; attempt++) {
      if (attempt === cancelAttempts) {
        this.#cutByInterrupt = true
        return this.#lose()
      }
      const [first] = this.#active.keys()
      await Promise.race([first && sendCancel(first), pause(500)])
      await pause(Math.min(500, 20 * 2 ** attempt))
    }
  }

  #live(): Reserved {
    if (this.lost || this.#reserved === undefined) throw lostError(this.target)
    return this.#reserved
  }

  #refuseWhenInterrupted(): void {
    if (this.#interrupted) throw interrupted()
  }

  /** Awaits a driver query; the loss of the connection settles it too. */
  async #settle<T>(query: DriverQuery, work: Promise<T>, stopData: () => void = () => {}): Promise<T> {
    this.#active.set(query, stopData)
    try {
      return await this.#unlessLost(work)
    } catch (error) {
      const failure = statementError(error, this.target, this.lost)
      // The driver rejects before it reports the close: an error of the socket is the loss already.
      if (failure.code === 'E_CONNECTION_LOST') this.#lose()
      if (this.#interrupted && (!this.lost || this.#cutByInterrupt)) throw interrupted(error)
      throw failure
    } finally {
      this.#active.delete(query)
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
    return this.#live().unsafe(text, parameters as never[]) as unknown as DriverQuery
  }

  async query<T extends Row = Row>(
    text: string,
    parameters: readonly Parameter[] = [],
  ): Promise<readonly T[]> {
    this.#refuseWhenInterrupted()
    const query = this.#send(text, parameters)
    return [...((await this.#settle(query, query)) as unknown as T[])]
  }

  async run(text: string): Promise<StatementResult> {
    this.#refuseWhenInterrupted()
    return this.#runAlways(text)
  }

  async #runAlways(text: string): Promise<StatementResult> {
    const query = this.#send(text)
    const result = await this.#settle(query, resultOf(query))
    const last = (Array.isArray(result[0]) ? result.at(-1) : result) as
      { command?: string; count?: number } | undefined
    return { command: last?.command ?? '', count: last?.count ?? 0 }
  }

  async copyIn(statement: string, data: AsyncIterable<Uint8Array>): Promise<StatementResult> {
    this.#refuseWhenInterrupted()
    const query = this.#send(statement)
    const stop = new AbortController()
    const sentinel = async () => void (await this.#send('select 1'))
    await this.#settle(query, copyThrough(query, data, sentinel, stop.signal), () => stop.abort())
    return { command: 'COPY', count: 0 }
  }

  async begin(): Promise<void> {
    await this.run('begin isolation level read committed read write')
  }

  async commit(): Promise<void> {
    this.#refuseWhenInterrupted()
    const [row] = await this.query<{ xid: string | null }>(
      'select pg_catalog.pg_current_xact_id_if_assigned()::text as xid',
    )
    let tag: string
    try {
      tag = (await this.#runAlways('commit')).command
    } catch (error) {
      if (!this.lost) throw error
      return await this.#resolveCommit(row?.xid ?? null)
    }
    if (tag !== 'COMMIT')
      throw new PlinthError('E_SQL', 'the server rolled the transaction back instead of committing it')
  }

  /** Asks a new connection what became of a transaction whose acknowledgement was lost (pg_xact_status). */
  async #resolveCommit(xid: string | null): Promise<void> {
    if (xid === null) return
    for (let attempt = 0; attempt < 40; attempt++) {
      const status = await this.#askStatus(xid, attempt > 3)
      if (status === 'committed') return
      if (status === 'aborted') throw lostError(this.target)
      await new Promise((resolve) => setTimeout(resolve, Math.min(1000, 50 * 2 ** attempt)))
    }
    throw new PlinthError(
      'E_COMMIT_UNKNOWN',
      `the connection was lost during COMMIT, and transaction ${xid} cannot be looked up`,
      {
        hint: 'When the server is back, see what is recorded: plinth status',
      },
    )
  }

  /** `endBackend`: the server may not know yet that our connection is gone; the backend is found by its transaction, never by its pid alone. */
  async #askStatus(xid: string, endBackend: boolean): Promise<string | undefined> {
    try {
      const other = await openSession(
        { ...this.#settings, password: this.#settings.password },
        { applicationName: 'plinth:resolve' },
      )
      try {
        const [row] = await other.query<{ status: string }>(
          'select pg_catalog.pg_xact_status($1::text::pg_catalog.xid8) as status',
          [xid],
        )
        if (row?.status === 'in progress' && endBackend) {
          await other.query(
            `select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity
              where pid operator(pg_catalog.=) $1::text::pg_catalog.int4 and backend_xid::text operator(pg_catalog.=)
                ($2::text::pg_catalog.numeric operator(pg_catalog.%) 4294967296)::text`,
            [String(this.backendPid), xid],
          )
        }
        return row?.status
      } finally {
        await other.close()
      }
    } catch {
      return undefined
    }
  }

  async rollback(): Promise<void> {
    await this.#cancelling
    if (this.lost) return
    const attempt = () => this.#runAlways('rollback')
    // A late cancel request may hit the first one.
    const result = this.#interrupted ? attempt().catch(attempt) : attempt()
    await result.catch((error: unknown) => {
      if (!this.lost) throw error
    })
  }

  async reset(): Promise<void> {
    await this.run(
      `reset session authorization; reset role; reset all; ${setUpSql(this.#options.applicationName)}`,
    )
  }

  async close(): Promise<void> {
    this.#stopListening()
    const wasLost = this.lost
    if (!wasLost) this.#reserved?.release()
    this.lost = true
    await this.#end(wasLost ? 0 : 1)
  }
}

function interrupted(cause?: unknown): PlinthError {
  return new PlinthError('E_INTERRUPTED', 'the run was interrupted', { cause })
}

function refuseNul(text: string): void {
  const at = text.indexOf('\0')
  if (at < 0) return
  throw new ServerError('E_SQL', 'the statement holds a NUL character', {
    sqlState: '22021',
    position: text.slice(0, at).length + 1,
  })
}

/**
 * Asks the server, on a socket of its own, to cancel what runs. The driver's `cancel()` takes pipelined queries out of its books although
 * they are on the wire, ignores a COPY that began, and leaves its failure unhandled; so its parts are used one by one.
 */
async function sendCancel(query: DriverQuery): Promise<void> {
  if (query.state === null || query.canceller === null) return
  query.active = true
  await query.canceller(query).catch(() => {})
}

/** The driver reads PGTARGETSESSIONATTRS by itself and throws at `any`, libpq's default; which server to take is decided before. */
function makeDriver(options: postgres.Options<{}>): Driver {
  const name = 'PGTARGETSESSIONATTRS'
  const value = process.env[name]
  delete process.env[name]
  try {
    return postgres(options)
  } finally {
    if (value !== undefined) process.env[name] = value
  }
}

/**
 * The result of a query. A COPY in a text that is run as it stands gets no data, and what it gives is dropped: the driver would end the
 * query at its first byte, lose the server's verdict, and leave the socket paused.
 */
function resultOf(query: DriverQuery): Promise<unknown[]> {
  const { resolve, reject } = query
  const result = new Promise<unknown[]>((done, fail) => {
    query.resolve = (value) => {
      if (value instanceof Writable) {
        value.on('error', () => {}).destroy(new Error('there is no data for this COPY'))
      } else if (value instanceof Readable) {
        Object.assign(
          value.on('error', () => {}),
          { push: () => true },
        )
      } else {
        resolve.call(query, value)
        done(value)
      }
    }
    query.reject = (error) => {
      reject.call(query, error)
      fail(error)
    }
  })
  query.simple().catch(() => {})
  return result
}

/**
 * Feeds a COPY. The driver neither settles nor reports a COPY that the server refuses (reliability of postgres 3.4.9), so its
 * `reject` is hooked, and a sentinel query behind the data brings the server's verdict in every case.
 */
async function copyThrough(
  query: DriverQuery,
  data: AsyncIterable<Uint8Array>,
  sentinel: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let refused: unknown
  const reject = query.reject
  const refusal = new Promise<never>((_, fail) => {
    query.reject = (error) => {
      refused = error
      reject.call(query, error)
      fail(error)
    }
  })
  refusal.catch(() => {})
  const writable = await Promise.race<Writable>([query.writable(), refusal])
  writable.on('error', () => {})
  const ended = whenEnded(writable)
  const piped = pipeline(
    Readable.from(inTurns(data), { objectMode: false, highWaterMark: 1 << 18 }),
    writable,
    {
      signal,
    },
  )
  try {
    await Promise.race([piped, ended, refusal])
  } catch (error) {
    if (refused) throw refused
    // The data failed: the server is told so, and its answer awaited, for what is sent next.
    await refusal.catch(() => {})
    throw error
  }
  piped.catch(() => {})
  try {
    await sentinel()
  } catch (error) {
    throw refused ?? error
  }
  if (refused) throw refused
}

/** Data that never waits would keep the event loop from the server's refusal and from an interrupt, so there is a turn every 256 KiB. */
async function* inTurns(data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let weight = 0
  for await (const chunk of data) {
    yield chunk
    weight += chunk.length + 256
    if (weight < 1 << 18) continue
    weight = 0
    await turn()
  }
}

/** Resolves when CopyDone was handed to the connection: the driver's `final` ran. */
function whenEnded(writable: Writable): Promise<void> {
  return new Promise((resolve) => {
    const hooked = writable as Writable & { _final: (callback: (error?: Error | null) => void) => void }
    const final = hooked._final
    hooked._final = function (callback) {
      final.call(this, callback)
      resolve()
    }
  })
}

/** A socket without Nagle's delay: 40 ms for each COPY otherwise. It is in `open` as long as it is. */
async function openSocket(host: string, port: number, open: Set<Socket>): Promise<Socket> {
  const socket = host.startsWith('/')
    ? connectSocket(`${host}/.s.PGSQL.${port}`)
    : connectSocket({ host, port, noDelay: true })
  open.add(socket)
  const forget = () => open.delete(socket)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
    socket.once('close', () =>
      reject(Object.assign(new Error('closed while connecting'), { code: 'CONNECTION_CLOSED' })),
    )
    socket.once('close', forget)
  })
  return Object.assign(socket, { host, port })
}

/** libpq's sslmode table in the words of `node:tls`. */
function sslOf(settings: ConnectionSettings): unknown {
  const { sslMode, host, ssl } = settings
  if (sslMode === 'disable' || host.startsWith('/')) return false
  if (sslMode === 'allow' || sslMode === 'prefer') return 'prefer'
  const verifies = sslMode !== 'require' || ssl.ca !== undefined
  const checksHost = sslMode === 'verify-full'
  return {
    ...ssl,
    rejectUnauthorized: verifies,
    ...(checksHost ? {} : { checkServerIdentity: () => undefined }),
  }
}

function setUpSql(applicationName: string): string {
  const name = applicationName.replace(/[^A-Za-z0-9_:.-]/g, '').slice(0, 63)
  return `set application_name = '${name}';
    set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set standard_conforming_strings = on;
    set client_encoding = 'UTF8'; set datestyle = 'ISO'; set client_min_messages = notice;
    select pg_catalog.set_config(s.name, s.value, false)
      from (values ('idle_session_timeout', '0'), ('transaction_timeout', '0'), ('client_connection_check_interval', '500ms')) as s(name, value)
      join pg_catalog.pg_settings p on p.name = s.name
     where s.name <> 'client_connection_check_interval' or pg_catalog.version() ~ 'linux';
    select pg_catalog.current_setting('server_version_num') as number, pg_catalog.current_setting('server_version') as text,
      pg_catalog.pg_backend_pid() as pid`
}
