import type { ToleratedFailure } from './apply/tolerance.ts'
import type { Connection } from './connection.ts'
import type { Config } from './config/config.ts'
import type { Session } from './database/database.ts'
import { openDatabase, openSessionWaiting, openShadowServer } from './database/open.ts'
import { newShadowMark, shadowName, type ShadowMark, type ShadowServer } from './database/shadow.ts'
import { PlinthError } from './errors.ts'
import type { Surroundings } from './project.ts'
import type { ConnectedTo } from './psql/own-variables.ts'
import { chooseShadowPlace, makeAt, type ShadowPlace } from './shadow-place.ts'

/** A connection to a scratch database, which is dropped when this is disposed. */
export interface Shadow extends Connection, AsyncDisposable {
  readonly where: ShadowPlace['where']
  /** What scripts are to take for the database that they run in: the project's own, where there is one. */
  readonly standsFor: ConnectedTo
}

/** What opening one needs, and is handed on. */
interface Making {
  readonly surroundings: Surroundings
  readonly config: Config
  readonly like: Connection | undefined
  readonly server: ShadowServer
  readonly mark: ShadowMark
  readonly place: ShadowPlace
}

/**
 * Makes an empty scratch database that is as that of `like`: on the server that is configured for them, else on that of `like` where the role may, else, or without
 * `like`, on the embedded one, which is told. What earlier runs that were killed left there is dropped first. The caller must dispose of it, which never fails: what cannot be
 * dropped is told, and left to a later run. Throws E_SHADOW, E_CONNECT, E_SQL, E_INTERRUPTED.
 */
export async function openShadow(
  surroundings: Surroundings,
  { config }: { readonly config: Config },
  like: Connection | undefined,
): Promise<Shadow> {
  const server = await openShadowServer()
  const mark = newShadowMark(surroundings.world)
  const place = await chooseShadowPlace(surroundings, config, like)
  const making: Making = { surroundings, config, like, server, mark, place }
  // Not ended by the signal: what is made is dropped over it.
  const keeper = await openKeeper(making)
  try {
    await collectLeftovers(making, keeper)
    tell(making, keeper, await makeAt(making, keeper))
    return await connect(making, keeper)
  } catch (error) {
    await dispose(making, keeper, [])
    throw error
  }
}

/** Runs `work` with a shadow database, and drops it. */
export async function withShadow<T>(
  surroundings: Surroundings,
  project: { readonly config: Config },
  like: Connection | undefined,
  work: (shadow: Shadow) => Promise<T>,
): Promise<T> {
  const shadow = await openShadow(surroundings, project, like)
  try {
    return await work(shadow)
  } finally {
    await shadow[Symbol.asyncDispose]()
  }
}

function openKeeper({ surroundings: { world }, mark, place }: Making): Promise<Session> {
  return openSessionWaiting(place.source, {
    world,
    onEvent: () => {},
    signal: undefined,
    waitMs: 0,
    createDatabase: false,
    applicationName: `plinth:shadow:${mark.run}`,
  })
}

/** What cannot be dropped now is nothing that this run needs. */
async function collectLeftovers({ surroundings, server }: Making, keeper: Session): Promise<void> {
  try {
    const { dropped, unmarked } = await server.collect(keeper)
    if (dropped.length > 0) say(surroundings, `dropped what an earlier run left: ${dropped.join(', ')}`)
    if (unmarked.length > 0)
      say(surroundings, `left alone, for nothing marks them as shadow databases: ${unmarked.join(', ')}`)
  } catch (error) {
    if (!(error instanceof PlinthError) || keeper.lost) throw error
    say(surroundings, `what earlier runs left could not be dropped: ${error.message}`)
  }
}

function say({ onEvent }: Surroundings, text: string): void {
  onEvent({ kind: 'notice', severity: 'SHADOW', text })
}

function tell({ surroundings, mark, place }: Making, keeper: Session, limits: readonly string[]): void {
  surroundings.onEvent({
    kind: 'shadow',
    database: shadowName(mark),
    where: place.where,
    why: place.why,
    server: `PostgreSQL ${keeper.serverVersionText}`,
    limits,
  })
}

async function connect(making: Making, keeper: Session): Promise<Shadow> {
  const { surroundings, config, like, place, mark } = making
  const open: Session[] = []
  const another: Connection['openAnother'] = async (name, signal, onEvent = () => {}) => {
    const session = await openInside(making, { name, signal, onEvent })
    open.push(session)
    return session
  }
  try {
    const session = await another('work', surroundings.signal, surroundings.onEvent)
    return {
      session,
      database: await openDatabase(config.schema),
      target: session.target,
      source: place.source,
      openAnother: another,
      where: place.where,
      standsFor: { ...versionOf(session), target: like?.target ?? session.target },
      [Symbol.asyncDispose]: () => dispose(making, keeper, open),
    }
  } catch (error) {
    await Promise.all(open.map((session) => session.close()))
    throw error instanceof PlinthError && error.code === 'E_NO_SUCH_DATABASE' ? hidden(error, mark) : error
  }
}

function versionOf({ serverVersion, serverVersionName }: Session) {
  return { serverVersion, serverVersionName }
}

/** It was made a moment before, over another connection. */
function hidden(error: PlinthError, mark: ShadowMark): PlinthError {
  return new PlinthError(
    'E_SHADOW',
    `the shadow database ${shadowName(mark)} was made, but cannot be connected to`,
    {
      detail: error.message,
      hint: 'Is there a pooler in between, with databases of its own? Give the address of a server itself: --shadow-url',
      cause: error,
    },
  )
}

async function openInside(
  { surroundings, server, mark, place }: Making,
  { name, signal, onEvent }: { readonly name: string } & Pick<Surroundings, 'signal' | 'onEvent'>,
): Promise<Session> {
  const session = await openSessionWaiting(place.source, {
    world: surroundings.world,
    onEvent,
    signal,
    waitMs: 0,
    createDatabase: false,
    applicationName: `plinth:shadow:${mark.run}:${name}`,
    database: shadowName(mark),
  })
  try {
    await server.refuseElsewhere(session, shadowName(mark))
  } catch (error) {
    await session.close()
    throw error
  }
  return server.confine(session, (statement) =>
    say(surroundings, `left out, for it is about the whole server: ${statement} …`),
  )
}

/** Never fails: what is wrong here must not hide what the work did, or failed with. */
async function dispose(making: Making, keeper: Session, open: readonly Session[]): Promise<void> {
  const { surroundings, server, mark } = making
  const name = shadowName(mark)
  await Promise.all(open.map((session) => session.close().catch(() => {})))
  try {
    const over = keeper.lost ? await openKeeper(making) : keeper
    try {
      await server.drop(over, name)
    } finally {
      if (over !== keeper) await over.close()
    }
  } catch (error) {
    say(
      surroundings,
      `${name} could not be dropped; a later run will: ${error instanceof Error ? error.message : String(error)}`,
    )
  } finally {
    await keeper.close()
  }
}

/** What is missing in the schema because of it must not go unsaid. */
export function tellTolerated({ onEvent }: Surroundings, tolerated: readonly ToleratedFailure[]): void {
  for (const { file, line, message } of tolerated)
    onEvent({ kind: 'notice', severity: 'SHADOW', text: `passed over: ${message} (${file}:${line})` })
}

/** What went wrong there changed nothing in the project's database, whatever it says of itself. */
export async function inShadow<T>({ target }: Shadow, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof PlinthError)) throw error
    throw error.with({
      result: `That was in the shadow database ${target.database}, which is dropped. Nothing else was changed.`,
    })
  }
}
