import type { ConcurrentBuild } from '../../psql/concurrent-build.ts'
import { quoteIdentifier } from '../../psql/quote-identifier.ts'
import type { IndexRemains, Session } from '../database.ts'

/** The indexes that a statement makes or makes anew, found by the names in it as the session reads them. */
export async function readIndexRemains(session: Session, build: ConcurrentBuild): Promise<IndexRemains> {
  const name = build.kind === 'create' ? build.table : build.name
  if (name.length === 0 && !(build.kind === 'reindex' && build.what === 'database')) return nothing
  const rows = await session.query<{ id: string; name: string; valid: boolean; builder: string | null }>(
    build.kind === 'create' ? createSql : reindexSql[build.what],
    build.kind === 'create' ? [written(build.table), build.name.at(-1) ?? null] : [written(build.name)],
  )
  const invalid = rows.filter(({ valid }) => !valid)
  return {
    invalid: invalid.map(({ id }) => id),
    valid: rows.filter(({ valid }) => valid).map(({ id }) => id),
    found: new Map(invalid.map(({ id, name, builder }) => [id, { name, builder: builder ?? undefined }])),
  }
}

const nothing: IndexRemains = { invalid: [], valid: [], found: new Map() }

function written(name: readonly string[]): string {
  return name.map(quoteIdentifier).join('.')
}

const select = `select i.indexrelid::pg_catalog.text as id, pg_catalog.format('%I.%I', n.nspname, c.relname) as name, i.indisvalid as valid,
    (select pg_catalog.concat('pid ', pg_catalog.min(l.pid), ', which holds a lock on the table') from pg_catalog.pg_locks l left join pg_catalog.pg_stat_activity a on a.pid operator(pg_catalog.=) l.pid
      where l.relation operator(pg_catalog.=) i.indrelid and l.database operator(pg_catalog.=) (select oid from pg_catalog.pg_database where datname operator(pg_catalog.=) pg_catalog.current_database())
        and l.mode operator(pg_catalog.=) 'ShareUpdateExclusiveLock' and l.pid operator(pg_catalog.<>) pg_catalog.pg_backend_pid()
        and a.backend_type is distinct from 'autovacuum worker' having pg_catalog.count(*) operator(pg_catalog.>) 0) as builder
  from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) i.indexrelid
    join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
 where `

/** Without a name: all of the table; which of them are new, the list of before tells. */
const createSql = `${select} i.indrelid operator(pg_catalog.=) pg_catalog.to_regclass($1)
   and ($2::pg_catalog.text is null or c.relname::pg_catalog.text operator(pg_catalog.=) $2)`

/** What REINDEX makes carries a name of its own until it is done, and what it replaces after that. */
const leftover = `not i.indisvalid and c.relname::pg_catalog.text operator(pg_catalog.~) '_cc(new|old)[0-9]*$'`

const tablesSql = (roots: string) =>
  `with roots as (${roots}), tables as (
    select r.id from roots r union select p.relid::pg_catalog.oid from roots r, pg_catalog.pg_partition_tree(r.id::pg_catalog.regclass) p)
  ${select} ${leftover} and (i.indrelid operator(pg_catalog.=) any (select id from tables)
    or i.indrelid operator(pg_catalog.=) any (select t.reltoastrelid from pg_catalog.pg_class t join tables on t.oid operator(pg_catalog.=) tables.id))`

const reindexSql = {
  index: tablesSql(
    'select x.indrelid as id from pg_catalog.pg_index x where x.indexrelid operator(pg_catalog.=) pg_catalog.to_regclass($1)',
  ),
  table: tablesSql('select pg_catalog.to_regclass($1)::pg_catalog.oid as id'),
  schema: tablesSql(
    'select s.oid as id from pg_catalog.pg_class s where s.relnamespace operator(pg_catalog.=) pg_catalog.to_regnamespace($1)',
  ),
  database: `${select} ${leftover} and $1::pg_catalog.text is not null`,
} as const

/** A backend whose client is gone goes on with its statement, until it notices. */
export async function readOrphan(session: Session, applicationName: string): Promise<string | undefined> {
  const [row] = await session.query<{ holder: string }>(
    `select pg_catalog.concat('pid ', pid, ' (', application_name, '), which still runs: ', pg_catalog.left(query, 60)) as holder
       from pg_catalog.pg_stat_activity where application_name operator(pg_catalog.=) $1 and state operator(pg_catalog.=) 'active'
        and datname operator(pg_catalog.=) pg_catalog.current_database() and pid operator(pg_catalog.<>) pg_catalog.pg_backend_pid() limit 1`,
    [applicationName],
  )
  return row?.holder
}

export async function readSessionName(session: Session): Promise<string> {
  const [row] = await session.query<{ name: string }>(
    `select pg_catalog.current_setting('application_name') as name`,
  )
  return row?.name ?? ''
}
