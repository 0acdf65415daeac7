import { PlinthError } from '../errors.ts'
import type { OnEvent } from '../event.ts'
import type { World } from '../world.ts'
import { retriedCodes, type Database, type Session } from './database.ts'
import type { ConnectionVariables } from './postgres/connection-variables.ts'
import type { ConnectionSource } from './postgres/connection.ts'
import type { ShadowServer } from './shadow.ts'

/** The only file that names adapters. They are loaded when they are needed. */

export interface OpenOptions {
  readonly world: World
  readonly onEvent: OnEvent
  readonly signal: AbortSignal | undefined
  readonly applicationName: string
  /** Another database than that of the settings. */
  readonly database?: string
  /** How long to try again when the server refuses connections; 0: not at all. */
  readonly waitMs: number
  /** Have the first look at a database, with the tracking in this schema, in the first message. */
  readonly firstLook?: string
  /** Create the database when it does not exist. */
  readonly createDatabase: boolean
  /** Files that are read meanwhile: before they are, no more than one attempt is made, and nothing is told or created. Where they are broken, this fails as they do. */
  readonly files?: () => Promise<unknown>
}

/** Loads what {@link openSessionWaiting} and {@link openDatabase} need, so that they begin at once. */
export async function loadAdapter(): Promise<void> {
  await Promise.all([
    import('./postgres/connection.ts'),
    import('./postgres/session.ts'),
    import('./postgres/tls.ts'),
    import('./postgres/postgres.ts'),
  ])
}

/** What can be asked of a database, with the tracking in `schema`. */
export async function openDatabase(schema: string): Promise<Database> {
  const { postgresDatabase } = await import('./postgres/postgres.ts')
  return postgresDatabase(schema)
}

/** What is done with shadow databases. */
export async function openShadowServer(): Promise<ShadowServer> {
  return (await import('./postgres/shadow-database.ts')).postgresShadows
}

/** Opens a session, again and again for `waitMs`. Throws E_URL, E_CONNECT, E_LOGIN, E_NO_SUCH_DATABASE, E_INTERRUPTED. */
export async function openSessionWaiting(source: ConnectionSource, options: OpenOptions): Promise<Session> {
  const { world, signal, onEvent, applicationName, firstLook } = options
  const [{ readConnectionSettings }, { openSession }, { isLasting }, look] = await Promise.all([
    import('./postgres/connection.ts'),
    import('./postgres/session.ts'),
    import('./postgres/server-error.ts'),
    firstLook === undefined ? undefined : import('./postgres/first-look.ts'),
  ])
  const read = await readConnectionSettings(source, options.world)
  const settings = options.database === undefined ? read : inDatabase(read, options.database)
  // A certificate, for instance, does not get better by waiting.
  const mayPass = (error: unknown): error is PlinthError =>
    error instanceof PlinthError && retriedCodes.includes(error.code) && !isLasting(error)
  const sessionOptions = {
    applicationName,
    onEvent,
    ...(signal ? { signal } : {}),
    ...(firstLook === undefined || look === undefined ? {} : { firstLook: look.firstLookSql(firstLook) }),
  }
  const began = world.monotonicMs()
  let mayCreate = options.createDatabase
  for (let pauseMs = 100; ; pauseMs = Math.min(2000, pauseMs * 2)) {
    try {
      return await openSession(settings, sessionOptions)
    } catch (error) {
      await options.files?.()
      if (mayCreate && error instanceof PlinthError && error.code === 'E_NO_SUCH_DATABASE') {
        mayCreate = false
        await createDatabase(settings, settings.password)
        continue
      }
      const waitedMs = world.monotonicMs() - began
      if (!mayPass(error)) throw error
      if (waitedMs >= options.waitMs) throw options.waitMs > 0 ? waitedFor(error, waitedMs) : error
      onEvent({ kind: 'connect-retry', reason: error.message, waitedMs })
      await world.sleep(pauseMs * (0.5 + world.jitter()), signal).catch(() => {
        throw new PlinthError('E_INTERRUPTED', 'the run was interrupted while it waited for the server')
      })
    }
  }
}

function waitedFor(error: PlinthError, waitedMs: number): PlinthError {
  const waited = `waited ${(waitedMs / 1000).toFixed(1)} s`
  return error.with({
    detail: [error.detail, waited].filter(Boolean).join('\n'),
    hint: `${error.hint?.split(';')[0] ?? 'Start the server'}; to wait longer: --wait=10m`,
  })
}

type Settings = Awaited<ReturnType<(typeof import('./postgres/connection.ts'))['readConnectionSettings']>>

/** The password is not among what is spread. */
function inDatabase(settings: Settings, database: string): Settings {
  const { password } = settings
  return Object.defineProperty({ ...settings, database, password }, 'password', {
    enumerable: false,
    value: password,
  })
}

async function createDatabase(settings: Settings, password: string | undefined): Promise<void> {
  const [{ openSession }, { quoteIdentifier }] = await Promise.all([
    import('./postgres/session.ts'),
    import('../psql/quote-identifier.ts'),
  ])
  const session = await openSession(
    { ...settings, password, database: 'postgres' },
    { applicationName: 'plinth:create-database' },
  )
  try {
    await session.run(`create database ${quoteIdentifier(settings.database)}`)
  } catch (error) {
    // Another replica was faster: 42P04 duplicate_database, 23505 in the catalog.
    if (!(error instanceof PlinthError) || !['42P04', '23505'].includes(error.sqlState ?? ''))
      throw withRight(error, settings.user, quoteIdentifier(settings.user))
  } finally {
    await session.close()
  }
}

function withRight(error: unknown, role: string, quoted: string): unknown {
  if (!(error instanceof PlinthError) || error.sqlState !== '42501') return error
  return new PlinthError('E_PRIVILEGE', `the role ${role} may not create databases`, {
    hint: `As a superuser: ALTER ROLE ${quoted} CREATEDB; or let another role create the database.`,
    sqlState: '42501',
    cause: error,
  })
}

/** The variables with which another program connects to this database of the server of a source. Throws E_URL. */
export async function readConnectionVariables(
  world: World,
  source: ConnectionSource,
  database: string,
): Promise<ConnectionVariables> {
  const { readConnectionVariables: read } = await import('./postgres/connection-variables.ts')
  return read(source, database, world)
}

/** The embedded server of a `.plinth` folder, started where it does not run yet, as a connection source. */
export async function openEmbedded(
  world: World,
  folder: string,
  onEvent: OnEvent,
): Promise<ConnectionSource> {
  const { startEmbedded } = await import('./embedded/server.ts')
  const server = await startEmbedded(world, folder, {
    onProgress: (text) => onEvent({ kind: 'notice', severity: 'EMBEDDED', text }),
  })
  onEvent({ kind: 'embedded', started: server.started, url: server.url, version: server.version })
  return { url: server.url, from: 'embedded server in .plinth', env: {} }
}
