import type { World } from '../world.ts'
import { PlinthError } from '../errors.ts'
import type { Session } from './database.ts'

/** What the name of each shadow database begins with. */
export const shadowPrefix = 'plinth_shadow_'

/** Who made a shadow database, and when: what its comment says. */
export interface ShadowMark {
  /** Sixteen hexadecimal digits, which the name ends with; a lock that the maker holds as long as it lives is made of them. */
  readonly run: string
  readonly madeAt: string
}

/** The mark of a shadow database that is about to be made. */
export function newShadowMark(world: Pick<World, 'randomHex' | 'now'>): ShadowMark {
  return { run: world.randomHex(8), madeAt: world.now().toISOString() }
}

export function shadowName({ run }: Pick<ShadowMark, 'run'>): string {
  return shadowPrefix + run
}

/** The key of the advisory lock that the maker of a shadow database holds, in decimal. */
export function shadowLockKey({ run }: Pick<ShadowMark, 'run'>): string {
  return Buffer.from(run, 'hex').readBigInt64BE(0).toString()
}

/** The comment of a shadow database. */
export function renderShadowMark({ run, madeAt }: ShadowMark): string {
  return `Plinth shadow database: scratch, dropped by the run that made it, or by a later one. run=${run} made=${madeAt}`
}

const markPattern = /^Plinth shadow database: .* run=([0-9a-f]{16}) made=(\S+)$/

/** The mark in the comment of a database; undefined where it has none, or one of a database of another name. */
export function parseShadowMark(name: string, comment: string | null): ShadowMark | undefined {
  const [, run, madeAt] = markPattern.exec(comment ?? '') ?? []
  if (run === undefined || madeAt === undefined || name !== shadowName({ run })) return undefined
  return { run, madeAt }
}

/** Throws E_SHADOW unless the database is a shadow database by its name and its mark. */
export function refuseUnlessShadow(name: string, comment: string | null): ShadowMark {
  const mark = parseShadowMark(name, comment)
  if (mark !== undefined) return mark
  throw new PlinthError('E_SHADOW', `the database ${name} is not a shadow database, and is not dropped`, {
    detail: `A shadow database is called ${shadowPrefix}… and has a comment of Plinth that names it.`,
    hint: `Look at it; if nobody needs it: dropdb ${name}`,
    result: 'Nothing was changed.',
  })
}

/** What a shadow database is made like. */
export interface DatabaseLikeness {
  readonly encoding: string
  readonly collate: string
  readonly ctype: string
  readonly provider: 'libc' | 'icu' | 'builtin'
  /** Of the provider, where it is not libc. */
  readonly locale: string | undefined
  readonly icuRules: string | undefined
  /** Undefined: the server's default. */
  readonly tablespace: string | undefined
  /** What ALTER DATABASE … SET and ALTER ROLE … IN DATABASE … SET give to sessions of this role. */
  readonly settings: readonly DatabaseSetting[]
}

interface DatabaseSetting {
  readonly of: 'database' | 'role'
  readonly name: string
  readonly value: string
}

/** What a role can make a shadow database of, where it is connected. */
export interface ShadowAbility {
  /** Why it cannot, in words; undefined: it can. */
  readonly refusal: string | undefined
  /** The statement that would change that, where there is one. */
  readonly remedy: string | undefined
  readonly likeness: DatabaseLikeness
  /** What of the database the role may not give to another one, in words. */
  readonly limits: readonly string[]
}

/** What a look for the shadow databases of runs that are gone found. */
export interface CollectedShadows {
  readonly dropped: readonly string[]
  /** Called as shadow databases are, but not marked as such: left alone. */
  readonly unmarked: readonly string[]
}

/** What is done with shadow databases, over a session to another database of their server, or to them where that is said. */
export interface ShadowServer {
  /** What a shadow database of the connected one would be. Never writes. */
  readAbility(session: Session): Promise<ShadowAbility>
  /**
   * Makes one, with its mark; from here on the session is its keeper: while it is open, no other run takes the database for a leftover. Returns what
   * could not be made as it is in the likeness, in words. Throws E_SQL.
   */
  make(keeper: Session, mark: ShadowMark, likeness: DatabaseLikeness): Promise<readonly string[]>
  /** Drops one, and ends the sessions that are in it. Throws E_SHADOW, and drops nothing, where its name or its mark is not that of a shadow database. */
  drop(session: Session, name: string): Promise<void>
  /** Drops what runs that are gone left, where nobody is connected to it. Safe when several do so at once. */
  collect(session: Session): Promise<CollectedShadows>
  /** Throws E_SHADOW where the session is not connected to the shadow database of this name. */
  refuseElsewhere(session: Session, name: string): Promise<void>
  /** The session, without what reaches beyond its database. */
  confine(session: Session, onLeftOut: (statement: string) => void): Session
}
