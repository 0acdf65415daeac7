import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { Session, ToolTable } from '../database.ts'
import { foreignTables } from './foreign-tables.ts'

/** What tools keep beside their tracking tables. */
const besideTracking: Readonly<Record<string, string>> = {
  ar_internal_metadata: 'Rails',
  databasechangeloglock: 'Liquibase',
  knex_migrations_lock: 'Knex',
  typeorm_metadata: 'TypeORM',
}

const names = [...foreignTables.map(({ table }) => table), ...Object.keys(besideTracking)].map(quoteLiteral)

/** See `Database`. */
export async function readTablesOfTools(session: Session): Promise<readonly ToolTable[]> {
  const rows = await session.query<{ schema: string; table: string; columns: readonly string[] }>(tablesSql)
  return rows.flatMap(({ schema, table, columns }) => {
    const tracking = foreignTables.find(
      (foreign) =>
        foreign.table === table &&
        (foreign.schema ?? schema) === schema &&
        foreign.columns.every((column) => columns.includes(column)),
    )
    const tool = tracking?.tool ?? besideTracking[table]
    return tool === undefined ? [] : [{ tool, schema, table }]
  })
}

const tablesSql = `
select n.nspname::pg_catalog.text as schema, c.relname::pg_catalog.text as table,
    pg_catalog.to_jsonb(array(select a.attname::pg_catalog.text from pg_catalog.pg_attribute a
           where a.attrelid operator(pg_catalog.=) c.oid and a.attnum operator(pg_catalog.>) 0 and not a.attisdropped)) as columns
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
 where c.relkind operator(pg_catalog.=) any (array['r', 'p']::pg_catalog."char"[])
   and c.relname operator(pg_catalog.=) any (array[${names.join(', ')}]::pg_catalog.name[])
 order by n.nspname, c.relname`
