import { PlinthError } from '../../errors.ts'
import { quoteIdentifier } from '../../psql/quote-identifier.ts'
import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { Session } from '../database.ts'
import {
  parseShadowMark,
  refuseUnlessShadow,
  renderShadowMark,
  shadowLockKey,
  shadowName,
  shadowPrefix,
  type CollectedShadows,
  type DatabaseLikeness,
  type ShadowMark,
  type ShadowServer,
} from '../shadow.ts'
import { confined } from './confined-session.ts'
import { copySettings, readShadowAbility } from './shadow-likeness.ts'

/** Shadow databases of a PostgreSQL server. */
export const postgresShadows: ShadowServer = {
  readAbility: readShadowAbility,
  make,
  drop,
  collect,
  refuseElsewhere,
  confine: confined,
}

async function make(
  keeper: Session,
  mark: ShadowMark,
  likeness: DatabaseLikeness,
): Promise<readonly string[]> {
  const name = shadowName(mark)
  // Before there is a database: whoever finds it without this lock takes it for a leftover.
  await keeper.query('select pg_catalog.pg_try_advisory_lock($1::pg_catalog.text::pg_catalog.int8)', [
    shadowLockKey(mark),
  ])
  // Both are on their way before the first is answered: a process that is killed meanwhile leaves no database without its mark.
  const made = keeper.run(createSql(name, likeness, keeper.serverVersion))
  const marked = keeper.run(
    `comment on database ${quoteIdentifier(name)} is ${quoteLiteral(renderShadowMark(mark))}`,
  )
  await Promise.allSettled([made, marked])
  await made
  await marked
  return copySettings(keeper, name, likeness)
}

function createSql(name: string, likeness: DatabaseLikeness, serverVersion: number): string {
  const { encoding, collate, ctype, provider, locale, icuRules, tablespace } = likeness
  const parts = [
    `create database ${quoteIdentifier(name)} template template0 encoding ${quoteLiteral(encoding)}`,
    `lc_collate ${quoteLiteral(collate)} lc_ctype ${quoteLiteral(ctype)}`,
    ...(serverVersion >= 150_000 ? [`locale_provider ${provider}`] : []),
    ...(locale === undefined || provider === 'libc' ? [] : [`${provider}_locale ${quoteLiteral(locale)}`]),
    ...(icuRules === undefined ? [] : [`icu_rules ${quoteLiteral(icuRules)}`]),
    ...(tablespace === undefined ? [] : [`tablespace ${quoteIdentifier(tablespace)}`]),
  ]
  return parts.join(' ')
}

async function drop(session: Session, name: string): Promise<void> {
  const [row] = await session.query<{ comment: string | null }>(
    `select pg_catalog.shobj_description(oid, 'pg_database') as comment
       from pg_catalog.pg_database where datname operator(pg_catalog.=) $1`,
    [name],
  )
  if (row === undefined) return
  refuseUnlessShadow(name, row.comment)
  await session.run(`drop database if exists ${quoteIdentifier(name)} with (force)`)
}

interface Found {
  readonly name: string
  readonly comment: string | null
  readonly used: boolean
}

async function collect(session: Session): Promise<CollectedShadows> {
  // In this order: a database that is seen without its lock has no maker any more, for that takes the lock first.
  const found = await session.query<Found & Record<string, unknown>>(ownShadowsSql, [shadowPrefix])
  const held = new Set(
    (await session.query<{ key: string }>(heldLocksSql)).map(({ key }: { key: string }) => key),
  )
  const dropped: string[] = []
  for (const { name, comment, used } of found) {
    const mark = parseShadowMark(name, comment)
    if (mark === undefined || used || held.has(shadowLockKey(mark))) continue
    if (await dropUnused(session, name)) dropped.push(name)
  }
  const unmarked = found.filter(({ name, comment }) => parseShadowMark(name, comment) === undefined)
  return { dropped, unmarked: unmarked.map(({ name }) => name) }
}

/** Another run may be faster (3D000, or XX000 in the middle of it), or somebody be connected after all (55006). */
async function dropUnused(session: Session, name: string): Promise<boolean> {
  try {
    await session.run(`drop database ${quoteIdentifier(name)}`)
    return true
  } catch (error) {
    if (error instanceof PlinthError && ['3D000', 'XX000', '55006'].includes(error.sqlState ?? ''))
      return false
    throw error
  }
}

const ownShadowsSql = `
select d.datname::pg_catalog.text as name, pg_catalog.shobj_description(d.oid, 'pg_database') as comment,
    exists (select from pg_catalog.pg_stat_activity a where a.datid operator(pg_catalog.=) d.oid) as used
  from pg_catalog.pg_database d
 where pg_catalog.starts_with(d.datname::pg_catalog.text, $1) and pg_catalog.pg_has_role(d.datdba, 'member')
 order by d.datname`

const heldLocksSql = `
select distinct ((classid::pg_catalog.int8 operator(pg_catalog.<<) 32) operator(pg_catalog.|) objid::pg_catalog.int8)::pg_catalog.text as key
  from pg_catalog.pg_locks
 where locktype operator(pg_catalog.=) 'advisory' and granted and objsubid operator(pg_catalog.=) 1`

/** A pooler, or a server that is none, may connect to any database whatever it is asked for. */
async function refuseElsewhere(session: Session, name: string): Promise<void> {
  const [row] = await session.query<{ name: string; comment: string | null }>(
    `select datname::pg_catalog.text as name, pg_catalog.shobj_description(oid, 'pg_database') as comment
       from pg_catalog.pg_database where datname operator(pg_catalog.=) pg_catalog.current_database()`,
  )
  if (row?.name === name && parseShadowMark(name, row.comment) !== undefined) return
  throw new PlinthError('E_SHADOW', `a connection to the shadow database ${name} led elsewhere`, {
    detail: `It is connected to ${row?.name ?? 'a database that cannot be named'}.`,
    hint: 'Is there a pooler in between, with databases of its own? Give the address of a server itself: --shadow-url',
    result: 'Nothing was run there.',
  })
}
