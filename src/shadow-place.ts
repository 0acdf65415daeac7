import { join } from 'node:path'
import type { Config } from './config/config.ts'
import type { Connection } from './connection.ts'
import type { Session } from './database/database.ts'
import { openEmbedded, openSessionWaiting, openShadowServer } from './database/open.ts'
import type { DatabaseLikeness, ShadowAbility, ShadowMark, ShadowServer } from './database/shadow.ts'
import { PlinthError } from './errors.ts'
import type { Surroundings } from './project.ts'

/** Where a shadow database is made, and how. */
export interface ShadowPlace {
  readonly where: 'shadow server' | 'same server' | 'embedded server'
  /** Why not on the same server, where nobody asked for another. */
  readonly why: string | undefined
  readonly source: Connection['source']
  readonly likeness: DatabaseLikeness | undefined
  readonly limits: readonly string[]
}

/**
 * Where a shadow database is made that is as that of `like`: on the server that is configured for them, else on that of `like` where the role may, else on the
 * embedded one. A configured server that cannot be used is never passed over. Throws E_SHADOW, E_URL, E_CONNECT, E_LOGIN, E_INTERRUPTED.
 */
export async function chooseShadowPlace(
  surroundings: Surroundings,
  config: Config,
  like: Connection | undefined,
): Promise<ShadowPlace> {
  const { readAbility } = await openShadowServer()
  const ability = like && (await readAbility(like.session))
  if (config.shadow !== undefined) return onShadowServer(surroundings, config, config.shadow, ability)
  if (like !== undefined && ability !== undefined && ability.refusal === undefined) {
    const { likeness, limits } = ability
    return { where: 'same server', why: undefined, source: like.source, likeness, limits }
  }
  const why = ability?.refusal ?? 'no database is connected'
  const folder = join(config.root, '.plinth')
  const source = await openEmbedded(surroundings.world, folder, surroundings.onEvent).catch(
    (error: unknown) => {
      throw neither(error, why, ability?.remedy)
    },
  )
  const limits = like === undefined ? [] : [otherServerLimit('embedded server', 'the superuser of that')]
  return { where: 'embedded server', why, source, likeness: ability?.likeness, limits }
}

/** The database that its URL names is connected to, and nothing more. */
async function onShadowServer(
  { world, onEvent, signal }: Surroundings,
  { waitMs }: Config,
  source: Connection['source'],
  like: ShadowAbility | undefined,
): Promise<ShadowPlace> {
  const session = await openSessionWaiting(source, {
    world,
    onEvent,
    signal,
    waitMs,
    createDatabase: false,
    applicationName: 'plinth:shadow:look',
  })
  try {
    const { refusal, remedy } = await (await openShadowServer()).readAbility(session)
    if (refusal !== undefined) throw cannotThere(source.from, refusal, remedy)
    const limits =
      like === undefined ? [] : [otherServerLimit('shadow server', `the role ${session.target.user} there`)]
    return { where: 'shadow server', why: undefined, source, likeness: like?.likeness, limits }
  } finally {
    await session.close()
  }
}

function cannotThere(from: string, why: string, remedy: string | undefined): PlinthError {
  return new PlinthError('E_SHADOW', `no shadow database can be made on the server of ${from}: ${why}`, {
    detail: 'It is the server that is configured for them, and no other is tried.',
    hint: `${remedy === undefined ? 'Name' : `As a superuser there: ${remedy} Or name`} another server, or none: correct ${from}.`,
    result: 'Nothing was changed.',
  })
}

function neither(error: unknown, why: string, remedy: string | undefined): unknown {
  if (!(error instanceof PlinthError)) return error
  const ways = [
    remedy === undefined ? 'Name' : `As a superuser: ${remedy} Or name`,
    'a server for shadow databases: --shadow-url postgres://… Or',
    // There is a database already.
    (error.hint ?? 'install an embedded PostgreSQL').replace(/, or set DATABASE_URL.*$/, ''),
  ]
  return new PlinthError('E_SHADOW', `no shadow database can be made: ${why}`, {
    detail: [`the embedded server: ${error.message}`, error.detail].filter(Boolean).join('\n'),
    hint: ways.join(' '),
    result: 'Nothing was changed.',
    cause: error,
  })
}

/** What making one needs. */
interface Making {
  readonly server: ShadowServer
  readonly mark: ShadowMark
  readonly place: ShadowPlace
  readonly like: Connection | undefined
}

/** Makes the database at its place, and returns what may be otherwise in it than in `like`, in words. Another server may lack a locale or a tablespace, and be of another major version. */
export async function makeAt(
  { server, mark, place, like }: Making,
  keeper: Session,
): Promise<readonly string[]> {
  const { where, likeness = plain, limits } = place
  if (where === 'same server') return [...limits, ...(await server.make(keeper, mark, likeness))]
  const told = [...versionLimit(keeper, like), ...limits]
  try {
    return [...told, ...(await server.make(keeper, mark, { ...likeness, tablespace: undefined }))]
  } catch (error) {
    if (!(error instanceof PlinthError) || error.code !== 'E_SQL' || likeness === plain) throw error
    const { collate, encoding, settings } = likeness
    const lack = `its locale is C in UTF8, not ${likeness.locale ?? collate} in ${encoding}: ${error.message}`
    return [...told, lack, ...(await server.make(keeper, mark, { ...plain, settings }))]
  }
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

function otherServerLimit(where: ShadowPlace['where'], owner: string): string {
  return `it has the extensions and roles of the ${where} only, and its objects belong to ${owner}`
}

function versionLimit(keeper: Session, like: Connection | undefined): readonly string[] {
  const [here, there] = [keeper, like?.session].map((one) => one && Math.floor(one.serverVersion / 10_000))
  return there === undefined || here === there
    ? []
    : [`it is of PostgreSQL ${here}, the database of ${there}`]
}
