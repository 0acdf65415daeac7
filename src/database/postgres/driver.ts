import { connect as connectSocket, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import type { ConnectionSettings } from './connection.ts'
import { LastWords } from './last-words.ts'
import { securedSocket } from './tls.ts'

export type Driver = postgres.Sql
export type Reserved = postgres.ReservedSql

/** A pending query of the driver with the parts of it that a session needs beside its public ones. */
export type DriverQuery = postgres.PendingQuery<postgres.Row[]> & {
  resolve: (result: unknown[]) => void
  reject: (error: unknown) => void
  /** The backend it was sent to; null while it waits in the driver. */
  readonly state: object | null
  active: boolean
  /** Takes each row instead of the result. */
  forEachFn: ((row: postgres.Row) => void) | null
  readonly canceller: ((query: DriverQuery) => Promise<void>) | null
}

/** What a session gives to its driver. */
interface DriverOptions {
  readonly applicationName: string
  readonly onNotice: (notice: postgres.Notice) => void
  readonly onClose: () => void
}

/** The driver with one connection, none of its own conveniences, and every socket in our hands. */
export function makeDriver(
  settings: ConnectionSettings,
  sockets: Sockets,
  { applicationName, onNotice, onClose }: DriverOptions,
): Driver {
  const { host, port, user, password, database, options, connectTimeoutMs } = settings
  const driverOptions = {
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
    connect_timeout: Math.ceil(connectTimeoutMs / 1000),
    // The socket is encrypted before the driver gets it.
    ssl: false,
    // The server goes back to these at `reset all`, and a pooler keeps to them. It refuses most others.
    connection: { application_name: applicationName, ...(options === undefined ? {} : { options }) },
    socket: () => sockets.dial(settings),
    onnotice: onNotice,
    onclose: onClose,
  }
  return withoutTargetAttributes(() => postgres(driverOptions as postgres.Options<{}>))
}

/** The driver reads PGTARGETSESSIONATTRS by itself and throws at `any`, libpq's default; which server to take is decided before. */
function withoutTargetAttributes<T>(make: () => T): T {
  const name = 'PGTARGETSESSIONATTRS'
  const value = process.env[name]
  delete process.env[name]
  try {
    return make()
  } finally {
    if (value !== undefined) process.env[name] = value
  }
}

/**
 * The sockets of one session: its own, and those of cancel requests. The driver dials again by itself when one closes, and leaves one
 * alone that is still connecting or whose peer is silent; so they are counted, and destroyed, here.
 */
export class Sockets {
  readonly #open = new Set<Socket>()
  #dials = 0
  #connected = false
  #ended = false
  #lastWords = new LastWords()

  /** From here on a dial is for a cancel request. */
  connected(): void {
    this.#connected = true
  }

  /** What the server said when it closed the connection of the session, if it said anything. */
  lastWords(): object | undefined {
    return this.#lastWords.read()
  }

  /** No more dials; what is open is destroyed. */
  end(): void {
    this.#ended = true
    for (const socket of this.#open) socket.destroy()
  }

  /** A connected socket, encrypted as the settings wish, without Nagle's delay, which costs 40 ms for each COPY. */
  async dial(settings: ConnectionSettings): Promise<Socket> {
    const { host, port } = settings
    // A server that accepts and closes is dialled again by the driver without delay.
    if (!this.#connected && this.#dials++ > 0) await pause(100)
    if (this.#ended) throw closedError()
    const socket = host.startsWith('/')
      ? connectSocket(`${host}/.s.PGSQL.${port}`)
      : connectSocket({ host, port, noDelay: true })
    this.#track(socket)
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
      socket.once('close', () => reject(closedError()))
    })
    const secured = await securedSocket(socket, settings)
    if (secured !== socket) this.#track(secured)
    if (!this.#connected) this.#lastWords = new LastWords(secured)
    return Object.assign(secured, { host, port })
  }

  #track(socket: Socket): void {
    this.#open.add(socket)
    socket.once('close', () => this.#open.delete(socket))
  }
}

function closedError(): Error {
  return Object.assign(new Error('closed while connecting'), { code: 'CONNECTION_CLOSED' })
}
