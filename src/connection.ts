import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig, type Config } from './config/config.ts'
import { isGuarded } from './config/environment.ts'
import type { Database, Session, TargetName } from './database/database.ts'
import { loadAdapter, openDatabase, openEmbedded, openSessionWaiting } from './database/open.ts'
import { PlinthError } from './errors.ts'
import type { OnEvent } from './event.ts'
import { isSumOf, type IsSumOfFiles } from './plan/applied.ts'
import type { Facts } from './plan/facts.ts'
import type { Project, Surroundings } from './project.ts'

/** An open connection to the project's database. */
export interface Connection {
  readonly session: Session
  readonly database: Database
  readonly target: TargetName
  /** Where the settings come from. */
  readonly source: NonNullable<Config['connection']>
  /** The first look at the database, where it was taken while the files were read. */
  readonly firstLook?: Promise<Facts>
  /** Another session with the same settings, until it is closed or the signal comes; its notices are told to `onEvent`. */
  readonly openAnother: (name: string, signal: AbortSignal | undefined, onEvent?: OnEvent) => Promise<Session>
}

/** What a connection is for. */
export interface Purpose {
  readonly verb: string
  readonly createDatabase?: boolean
  /** Where nothing is configured: `make` an embedded server, or only `find` the project's (default), for a read makes nothing. */
  readonly embedded?: 'make' | 'find'
}

/** Runs `work` on a connection to the project's database and closes it. Nothing configured: the embedded server, where that is allowed. */
export async function withConnection<T>(
  surroundings: Surroundings,
  { config }: Pick<Project, 'config'>,
  purpose: Purpose,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const source = config.connection ?? (await embeddedSource(surroundings, config, purpose))
  return within(surroundings, openingOf({ surroundings, config, purpose, source }), work)
}

/**
 * Reads the configuration, then the files with `read`, and runs `work` as {@link withConnection}. Where a server is configured, it is connected to, and looked at,
 * while the files are read. What `read` throws comes before all that may be wrong with the server, to which no more than one attempt to connect was made then.
 */
export async function withProject<F extends { readonly project: Project }, T>(
  surroundings: Surroundings,
  purpose: Purpose,
  read: (config: Config) => Promise<F>,
  work: (connection: Connection, files: F) => Promise<T>,
): Promise<T> {
  const config = await readConfig(surroundings.wishes, surroundings.world)
  const { connection: source } = config
  if (source === undefined) {
    const files = await read(config)
    return withConnection(surroundings, { config }, purpose, (connection) => work(connection, files))
  }
  await loadAdapter()
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, ...(surroundings.signal ? [surroundings.signal] : [])])
  const opening = openingOf(
    { surroundings: { ...surroundings, signal }, config, purpose, source },
    () => files,
  )
  const files = read(config)
  const looked = lookAhead(opening, async (sum) => isSumOf((await files).project.migrations, sum))
  try {
    await files
  } catch (error) {
    stop.abort()
    await opening.session.then((session) => session.close()).catch(() => {})
    throw error
  }
  return within(surroundings, opening, async (connection) =>
    work({ ...connection, firstLook: looked }, await files),
  )
}

/** Whether it fails is told to who asks for it. */
function lookAhead({ session, database }: Opening, isSum: IsSumOfFiles): Promise<Facts> {
  const looked = Promise.all([session, database]).then(([opened, asked]) => asked.readFacts(opened, isSum))
  looked.catch(() => {})
  return looked
}

/** A connection that is being made. */
interface Opening {
  readonly session: Promise<Session>
  readonly database: Promise<Database>
  readonly openAnother: Connection['openAnother']
  readonly source: Connection['source']
}

function openingOf(
  {
    surroundings: { world, onEvent, signal },
    config,
    purpose,
    source,
  }: {
    readonly surroundings: Surroundings
    readonly config: Config
    readonly purpose: Purpose
    readonly source: NonNullable<Config['connection']>
  },
  files?: () => Promise<unknown>,
): Opening {
  const { waitMs } = config
  const { createDatabase = false } = purpose
  const options = { world, onEvent, signal, waitMs, createDatabase }
  const runName = `plinth:${purpose.verb}:${world.randomHex(4)}`
  const openAnother: Connection['openAnother'] = (name, until, tell = () => {}) =>
    openSessionWaiting(source, {
      ...options,
      waitMs: 0,
      createDatabase: false,
      signal: until,
      onEvent: tell,
      applicationName: `${runName}:${name}`,
    })
  return {
    session: openSessionWaiting(source, {
      ...options,
      applicationName: runName,
      ...(files ? { files, firstLook: config.schema } : {}),
    }),
    // Its code is loaded while the server answers.
    database: openDatabase(config.schema),
    openAnother,
    source,
  }
}

async function within<T>(
  { onEvent }: Surroundings,
  opening: Opening,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const [session, database] = await Promise.all([opening.session, opening.database])
  try {
    const { user, host, port, database: name, from } = session.target
    onEvent({
      kind: 'target',
      database: `${user}@${host}:${port}/${name}`,
      from,
      server: `PostgreSQL ${session.serverVersionText}`,
    })
    const { openAnother, source } = opening
    return await work({ session, database, target: session.target, source, openAnother })
  } finally {
    await session.close()
  }
}

async function embeddedSource(surroundings: Surroundings, config: Config, purpose: Purpose) {
  const folder = join(config.root, '.plinth')
  if (isGuarded(config.environment)) {
    throw new PlinthError('E_NO_DATABASE_CONFIGURED', `no database is configured for ${config.environment}`, {
      hint: 'Set DATABASE_URL or PGHOST, PGUSER and PGDATABASE; or give --url.',
    })
  }
  if (purpose.embedded !== 'make' && !existsSync(folder)) {
    throw new PlinthError(
      'E_NO_DATABASE_CONFIGURED',
      'no database is configured, and there is no embedded one here yet',
      {
        detail: `looked for ${folder}`,
        hint: 'Set DATABASE_URL or give --url; or make an embedded one and initialise it: plinth init',
      },
    )
  }
  return openEmbedded(surroundings.world, folder, surroundings.onEvent)
}
