import { PlinthError } from '../../errors.ts'
import { quoteIdentifier } from '../../psql/quote-identifier.ts'
import type { Session } from '../database.ts'
import type { DatabaseLikeness, ShadowAbility } from '../shadow.ts'

/** A row of pg_database as JSON: its columns differ by version. */
interface DatabaseRow {
  readonly datcollate: string
  readonly datctype: string
  /** `c`, `i`, `b`; from PostgreSQL 15 on. */
  readonly datlocprovider?: string
  /** Before PostgreSQL 17. */
  readonly daticulocale?: string | null
  /** Since. */
  readonly datlocale?: string | null
  readonly daticurules?: string | null
}

type AbilityRow = {
  readonly database: DatabaseRow
  readonly encoding: string
  readonly role: string
  readonly may_create: boolean
  readonly read_only: boolean
  readonly tablespace: string | null
  readonly may_use_tablespace: boolean
}

/** See `ShadowServer`. */
export async function readShadowAbility(session: Session): Promise<ShadowAbility> {
  const [row] = await session.query<AbilityRow>(abilitySql)
  if (row === undefined)
    throw new PlinthError('E_INTERNAL', 'the connected database has no row in pg_database')
  const settings = await session.query<DatabaseLikeness['settings'][number] & Record<string, unknown>>(
    settingsSql,
  )
  const { database, encoding, tablespace, may_use_tablespace: isOpen } = row
  return {
    ...refusalOf(row, session),
    likeness: {
      encoding,
      collate: database.datcollate,
      ctype: database.datctype,
      provider: providers[database.datlocprovider ?? 'c'] ?? 'libc',
      locale: database.datlocale ?? database.daticulocale ?? undefined,
      icuRules: database.daticurules ?? undefined,
      tablespace: isOpen ? (tablespace ?? undefined) : undefined,
      settings: settings.map(({ of, name, value }) => ({ of, name, value })),
    },
    limits:
      isOpen || tablespace === null
        ? []
        : [`it is not in the tablespace ${tablespace}, in which the role may not create`],
  }
}

const providers: Readonly<Record<string, DatabaseLikeness['provider']>> = {
  c: 'libc',
  i: 'icu',
  b: 'builtin',
}

function refusalOf(row: AbilityRow, session: Session): Pick<ShadowAbility, 'refusal' | 'remedy'> {
  if (session.isPooled)
    return { refusal: 'a pooler stands between, which leads to databases of its own', remedy: undefined }
  if (row.read_only) return { refusal: 'the server is read-only or a standby', remedy: undefined }
  if (row.may_create) return { refusal: undefined, remedy: undefined }
  return {
    refusal: `the role ${row.role} may not create databases`,
    remedy: `ALTER ROLE ${quoteIdentifier(row.role)} CREATEDB;`,
  }
}

const abilitySql = `
select pg_catalog.to_jsonb(d) as database, pg_catalog.pg_encoding_to_char(d.encoding)::pg_catalog.text as encoding,
    r.rolname::pg_catalog.text as role, (r.rolcreatedb or r.rolsuper) as may_create,
    (pg_catalog.pg_is_in_recovery() or pg_catalog.current_setting('default_transaction_read_only') operator(pg_catalog.=) 'on') as read_only,
    case when t.spcname operator(pg_catalog.<>) 'pg_default' then t.spcname::pg_catalog.text end as tablespace,
    pg_catalog.has_tablespace_privilege(t.oid, 'create') as may_use_tablespace
  from pg_catalog.pg_database d join pg_catalog.pg_tablespace t on t.oid operator(pg_catalog.=) d.dattablespace
    join pg_catalog.pg_roles r on r.rolname operator(pg_catalog.=) current_user
 where d.datname operator(pg_catalog.=) pg_catalog.current_database()`

/** `role` would decide who makes the settings themselves. */
const settingsSql = `
select case when s.setrole operator(pg_catalog.=) 0::pg_catalog.oid then 'database' else 'role' end as of,
    pg_catalog.split_part(setting, '=', 1) as name,
    pg_catalog.substr(setting, pg_catalog.strpos(setting, '=') operator(pg_catalog.+) 1) as value
  from pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) setting
 where s.setdatabase operator(pg_catalog.=) (select oid from pg_catalog.pg_database where datname operator(pg_catalog.=) pg_catalog.current_database())
   and (s.setrole operator(pg_catalog.=) 0::pg_catalog.oid
     or s.setrole operator(pg_catalog.=) (select oid from pg_catalog.pg_roles where rolname operator(pg_catalog.=) current_user))
   and pg_catalog.split_part(setting, '=', 1) operator(pg_catalog.<>) all (array['role', 'session_authorization'])
 order by s.setrole, setting`

/** Gives the settings of a database to another one; returns those that the role may not set, in words. Values are taken over by the server itself: how a list is quoted depends on the setting. */
export async function copySettings(
  keeper: Session,
  name: string,
  { settings }: DatabaseLikeness,
): Promise<readonly string[]> {
  const limits: string[] = []
  for (const setting of settings) {
    const owner = setting.of === 'role' ? 'role current_user in database' : 'database'
    const named = setting.name.split('.').map(quoteIdentifier).join('.')
    await keeper.begin()
    try {
      await keeper.query('select pg_catalog.set_config($1, $2, true)', [setting.name, setting.value])
      await keeper.run(`alter ${owner} ${quoteIdentifier(name)} set ${named} from current`)
      await keeper.commit()
    } catch (error) {
      await keeper.rollback()
      if (!(error instanceof PlinthError) || error.code !== 'E_SQL') throw error
      limits.push(`${setting.name} is not set as for the ${setting.of} (${error.message})`)
    }
  }
  return limits
}
