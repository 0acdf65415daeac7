import { join } from 'node:path'
import type { Connection } from './connection.ts'
import type { Config } from './config/config.ts'
import type { Session } from './database/database.ts'
import { openDatabase, openEmbedded, openSessionWaiting, openShadowServer } from './database/open.ts'
import {
  newShadowMark,
  shadowName,
  type DatabaseLikeness,
  type ShadowMark,
  type ShadowServer,
} from './database/shadow.ts'
import { PlinthError } from './errors.ts'
import type { Surroundings } from './project.ts'
import type { ConnectedTo } from './psql/own-variables.ts'

/** A connection to a scratch database, which is dropped when this is disposed. */
export interface Shadow extends Connection, AsyncDisposable {
  readonly where: 'same server' | 'embedded server'
  /** What scripts are to take for the database that they run in: the project's own, where there is one. */
  readonly standsFor: ConnectedTo
}

/** Where a shadow database is made, and how. */
interface Place {
  readonly where: Shadow['where']
  /** Why not on the same server. */
  readonly why: string | undefined
  readonly source: Connection['source']
  readonly likeness: DatabaseLikeness | undefined
  readonly limits: readonly string[]
}

/** What opening one needs, and is handed on. */
interface Making {
  readonly surroundings: Surroundings
  readonly config: Config
  readonly like: Connection | undefined
  readonly server: ShadowServer
  readonly mark: ShadowMark
  readonly place: Place
}

/**
 * Makes an empty scratch database that is as that of `like`: on its server where the role may, else, or without `like`, on the embedded one, which is
 * told. What earlier runs that were killed left there is dropped first. The caller must dispose of it, which never fails: what cannot be
 * dropped is told, and left to a later run. Throws E_SHADOW, E_CONNECT, E_SQL, E_INTERRUPTED.
 */
export async function openShadow(
  surroundings: Surroundings,
  { config }: { readonly config: Config },
  like: Connection | undefined,
): Promise<Shadow> {
  const server = await openShadowServer()
  const mark = newShadowMark(surroundings.world)
  const place = await choosePlace(surroundings, config, like)
  const making: Making = { surroundings, config, like, server, mark, place }
  // Not ended by the signal: what is made is dropped over it.
  const keeper = await openKeeper(making)
  try {
    await collectLeftovers(making, keeper)
    const limits = [...place.limits, ...(await make(making, keeper))]
    tell(making, keeper, limits)
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

async function choosePlace(
  surroundings: Surroundings,
  config: Config,
  like: Connection | undefined,
): Promise<Place> {
  const ability = like && (await (await openShadowServer()).readAbility(like.session))
  if (like !== undefined && ability !== undefined && ability.refusal === undefined) {
    const { likeness, limits } = ability
    return { where: 'same server', why: undefined, source: like.source, likeness, limits }
  }
  const why = ability?.refusal ?? 'no database is connected'
  const source = await openEmbedded(
    surroundings.world,
    join(config.root, '.plinth'),
    surroundings.onEvent,
  ).catch((error: unknown) => {
    throw neither(error, why, ability?.remedy)
  })
  return { where: 'embedded server', why, source, likeness: ability?.likeness, limits: [] }
}

function neither(error: unknown, why: string, remedy: string | undefined): unknown {
  if (!(error instanceof PlinthError)) return error
  const install = error.hint ?? 'install an embedded PostgreSQL'
  return new PlinthError('E_SHADOW', `no shadow database can be made: ${why}`, {
    detail: [`the embedded server: ${error.message}`, error.detail].filter(Boolean).join('\n'),
    hint: remedy === undefined ? install : `As a superuser: ${remedy} Or ${install}`,
    result: 'Nothing was changed.',
    cause: error,
  })
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

const plain: DatabaseLikeness = {
  encoding: 'UTF8',
  collate: 'C',
  ctype: 'C',
  provider: 'libc',
  locale: undefined,
  icuRules: undefined,
  tablespace: undefined,
  settings: [],
}

/** The embedded server may lack a locale or a tablespace, and is of one major version. */
async function make({ server, mark, place, like }: Making, keeper: Session): Promise<readonly string[]> {
  const { where, likeness = plain } = place
  if (where === 'same server') return server.make(keeper, mark, likeness)
  const withoutSpace = { ...likeness, tablespace: undefined }
  const told = [...versionLimit(keeper, like), ...(like === undefined ? [] : embeddedLimits)]
  try {
    return [...told, ...(await server.make(keeper, mark, withoutSpace))]
  } catch (error) {
    if (!(error instanceof PlinthError) || error.code !== 'E_SQL' || likeness === plain) throw error
    const { collate, encoding, settings } = likeness
    const lack = `its locale is C in UTF8, not ${likeness.locale ?? collate} in ${encoding}: ${error.message}`
    return [...told, lack, ...(await server.make(keeper, mark, { ...plain, settings }))]
  }
}

const embeddedLimits = [
  'it has the extensions and roles of the embedded server only, and its objects belong to the superuser of that',
]

function versionLimit(keeper: Session, like: Connection | undefined): readonly string[] {
  const [here, there] = [keeper, like?.session].map((one) => one && Math.floor(one.serverVersion / 10_000))
  return there === undefined || here === there
    ? []
    : [`it is of PostgreSQL ${here}, the database of ${there}`]
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
      hint: 'Is there a pooler in between, with databases of its own? Give the address of the server itself: --url',
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
