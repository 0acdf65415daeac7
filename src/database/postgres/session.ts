import { connect as connectSocket, type Socket } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { Readable, type Writable } from 'node:stream'
import postgres from 'postgres'
import { PlinthError } from '../../errors.ts'
import type { OnEvent } from '../../event.ts'
import type { Row, Session, StatementResult, TargetName } from '../database.ts'
import type { ConnectionSettings } from './connection.ts'
import { connectError, lostError, statementError, stripControls } from './server-error.ts'

export interface SessionOptions {
  readonly applicationName: string
  readonly onEvent?: OnEvent
  readonly signal?: AbortSignal
}

type Driver = postgres.Sql
type Reserved = postgres.ReservedSql
type Parameter = string | number | boolean | null | readonly string[]
/** A pending query of the driver; `reject` is its own, hooked by {@link copyThrough}. */
type DriverQuery = postgres.PendingQuery<postgres.Row[]> & { reject: (error: unknown) => void }

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
  readonly #active = new Set<DriverQuery>()
  #reserved: Reserved | undefined
  #closing = false
  #interrupted = false
  #rejectAll: (error: PlinthError) => void = () => {}
  #stopListening: () => void = () => {}
  readonly #loss: Promise<never>

  constructor(settings: ConnectionSettings, options: SessionOptions) {
    this.#settings = settings
    this.#options = options
    const { user, host, port, database, from } = settings
    this.target = { user, host, port, database, from }
    this.#loss = new Promise((_, reject) => (this.#rejectAll = reject))
    this.#loss.catch(() => {})
    this.#driver = postgres(this.#driverOptions())
  }

  /** Connects, reserves the connection for good, and sets the session up by SQL (a pooler refuses start-up parameters). */
  async connect(): Promise<void> {
    const deadline = new Promise<never>((_, reject) => {
      const timer = setTimeout(() => reject(Object.assign(new Error(), { code: 'CONNECT_TIMEOUT' })), this.#settings.connectTimeoutMs)
      timer.unref()
    })
    deadline.catch(() => {})
    try {
      // The loss is not raced here: a server that accepts and closes must run into the deadline, not into the driver's retry loop.
      await Promise.race([this.#setUp(), deadline])
    } catch (error) {
      this.lost = true
      await this.#driver.end({ timeout: 0 }).catch(() => {})
      throw error instanceof PlinthError && error.code !== 'E_CONNECTION_LOST' ? error : connectError(error, this.target)
    }
    this.#listenForAbort()
  }

  async #setUp(): Promise<void> {
    await this.#driver.unsafe('select 1').simple()
    this.#reserved = await this.#driver.reserve()
    this.lost = false
    const rows = await this.#reserved.unsafe(setUpSql(this.#options.applicationName)).simple()
    const last = (rows as unknown as Row[][]).at(-1)?.[0] ?? {}
    this.serverVersion = Number(last['number'])
    this.serverVersionText = stripControls(String(last['text'])).split(' ')[0] ?? ''
    this.backendPid = Number(last['pid'])
  }

  #driverOptions(): postgres.Options<{}> {
    const { host, port, user, password, database } = this.#settings
    return {
      host, port, user, database,
      password: password ?? '',
      max: 1, prepare: false, fetch_types: false, max_lifetime: null, idle_timeout: 0, debug: false, backoff: () => 0.25,
      connect_timeout: Math.ceil(this.#settings.connectTimeoutMs / 1000),
      ssl: sslOf(this.#settings),
      socket: () => openSocket(host, port),
      onnotice: (notice) => this.#notice(notice),
      onclose: () => this.#closed(),
    } as postgres.Options<{}> & { socket: unknown }
  }

  #notice(notice: postgres.Notice): void {
    const text = stripControls(String(notice['message'] ?? '')).slice(0, 2000)
    this.#options.onEvent?.({ kind: 'notice', severity: String(notice['severity'] ?? 'NOTICE'), text })
  }

  #closed(): void {
    if (this.#reserved === undefined) return
    this.lost = true
    if (!this.#closing) this.#rejectAll(lostError(this.target))
  }

  #listenForAbort(): void {
    const { signal } = this.#options
    const abort = () => {
      this.#interrupted = true
      for (const query of this.#active) query.cancel()
    }
    if (signal?.aborted) abort()
    signal?.addEventListener('abort', abort, { once: true })
    this.#stopListening = () => signal?.removeEventListener('abort', abort)
  }

  #live(): Reserved {
    if (this.lost || this.#reserved === undefined) throw lostError(this.target)
    return this.#reserved
  }

  #refuseWhenInterrupted(): void {
    if (this.#interrupted) throw new PlinthError('E_INTERRUPTED', 'the run was interrupted')
  }

  /** Awaits a driver query; the loss of the connection settles it too. */
  async #settle<T>(query: DriverQuery, work: Promise<T>): Promise<T> {
    this.#active.add(query)
    try {
      return await Promise.race([work, this.#loss])
    } catch (error) {
      if (this.#interrupted && !this.lost) throw new PlinthError('E_INTERRUPTED', 'the run was interrupted', { cause: error })
      throw statementError(error, this.target, this.lost)
    } finally {
      this.#active.delete(query)
    }
  }

  async query<T extends Row = Row>(text: string, parameters: readonly Parameter[] = []): Promise<readonly T[]> {
    this.#refuseWhenInterrupted()
    const query = this.#live().unsafe(text, parameters as never[]) as unknown as DriverQuery
    return [...((await this.#settle(query, query)) as unknown as T[])]
  }

  async run(text: string): Promise<StatementResult> {
    this.#refuseWhenInterrupted()
    return this.#runAlways(text)
  }

  async #runAlways(text: string): Promise<StatementResult> {
    const query = this.#live().unsafe(text).simple() as unknown as DriverQuery
    const result = await this.#settle(query, query)
    const last = (Array.isArray(result[0]) ? result.at(-1) : result) as { command?: string; count?: number } | undefined
    return { command: last?.command ?? '', count: last?.count ?? 0 }
  }

  async copyIn(statement: string, data: AsyncIterable<Uint8Array>): Promise<StatementResult> {
    this.#refuseWhenInterrupted()
    const reserved = this.#live()
    const query = reserved.unsafe(statement) as unknown as DriverQuery
    await this.#settle(query, copyThrough(query, reserved, data))
    return { command: 'COPY', count: 0 }
  }

  async begin(): Promise<void> {
    await this.run('begin isolation level read committed read write')
  }

  async commit(): Promise<void> {
    this.#refuseWhenInterrupted()
    const [row] = await this.query<{ xid: string | null }>('select pg_catalog.pg_current_xact_id_if_assigned()::text as xid')
    let tag: string
    try {
      tag = (await this.#runAlways('commit')).command
    } catch (error) {
      if (!this.lost) throw error
      return await this.#resolveCommit(row?.xid ?? null)
    }
    if (tag !== 'COMMIT') throw new PlinthError('E_SQL', 'the server rolled the transaction back instead of committing it')
  }

  /** Asks a new connection what became of a transaction whose acknowledgement was lost (pg_xact_status). */
  async #resolveCommit(xid: string | null): Promise<void> {
    if (xid === null) return
    for (let attempt = 0; attempt < 40; attempt++) {
      const status = await this.#askStatus(xid)
      if (status === 'committed') return
      if (status === 'aborted') throw lostError(this.target)
      await new Promise((resolve) => setTimeout(resolve, Math.min(1000, 50 * 2 ** attempt)))
    }
    throw new PlinthError('E_COMMIT_UNKNOWN', `the connection was lost during COMMIT, and transaction ${xid} cannot be looked up`, {
      hint: 'When the server is back, see what is recorded: plinth status',
    })
  }

  async #askStatus(xid: string): Promise<string | undefined> {
    try {
      const other = await openSession({ ...this.#settings, password: this.#settings.password }, { applicationName: 'plinth:resolve' })
      try {
        const [row] = await other.query<{ status: string }>('select pg_catalog.pg_xact_status($1::text::pg_catalog.xid8) as status', [xid])
        return row?.status
      } finally {
        await other.close()
      }
    } catch {
      return undefined
    }
  }

  async rollback(): Promise<void> {
    if (this.lost) return
    await this.#runAlways('rollback').catch((error: unknown) => {
      if (!this.lost) throw error
    })
  }

  async reset(): Promise<void> {
    await this.run(`reset session authorization; reset role; reset all; ${setUpSql(this.#options.applicationName)}`)
  }

  async close(): Promise<void> {
    this.#closing = true
    this.#stopListening()
    if (!this.lost) this.#reserved?.release()
    this.lost = true
    await this.#driver.end({ timeout: 1 }).catch(() => {})
  }
}

/**
 * Feeds a COPY. The driver neither settles nor reports a COPY that the server refuses (reliability of postgres 3.4.9), so its
 * `reject` is hooked, and a sentinel query behind the data brings the server's verdict in every case.
 */
async function copyThrough(query: DriverQuery, reserved: Reserved, data: AsyncIterable<Uint8Array>): Promise<void> {
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
  const writable = (await Promise.race([query.writable(), refusal])) as Writable
  writable.on('error', () => {})
  const ended = whenEnded(writable)
  const piped = pipeline(Readable.from(data, { objectMode: false, highWaterMark: 1 << 18 }), writable)
  piped.catch(() => {})
  try {
    await Promise.race([piped, ended, refusal])
    await reserved.unsafe('select 1').simple()
  } catch (error) {
    throw refused ?? error
  }
  if (refused) throw refused
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

/** A socket without Nagle's delay: 40 ms for each COPY otherwise. */
async function openSocket(host: string, port: number): Promise<Socket> {
  const socket = host.startsWith('/') ? connectSocket(`${host}/.s.PGSQL.${port}`) : connectSocket({ host, port, noDelay: true })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
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
  return { ...ssl, rejectUnauthorized: verifies, ...(checksHost ? {} : { checkServerIdentity: () => undefined }) }
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
