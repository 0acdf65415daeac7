import type { IsSumOfFiles } from '../../plan/applied.ts'
import type { Facts, ForeignTool, ObjectName } from '../../plan/facts.ts'
import type { Session } from '../database.ts'
import { quoteIdentifier } from '../../psql/quote-identifier.ts'
import { foreignTables, type ForeignTable } from './foreign-tables.ts'
import { anyObjectSql, userObjectsSql } from './objects.sql.ts'
import { firstLookIn } from './first-look.ts'
import { surroundingsSql, type SurroundingsRow } from './surroundings.ts'
import { readTracking } from './tracking.ts'

type ObjectRow = {
  readonly kind: string
  readonly name: string
  readonly of_extension: boolean
  readonly of_provider: boolean
}

/** Reads what the planners need to know. The list of objects costs a catalog scan and is only read where nothing is tracked. */
export async function readFactsOf(session: Session, schema: string, isSum?: IsSumOfFiles): Promise<Facts> {
  const first = session.takeFirstLook()
  const ahead = first && firstLookIn(first)
  const [around, looked] = await Promise.all([
    ahead?.around ?? readSurroundings(session),
    readTracking(session, schema, { ahead: ahead?.tracking, isSum }),
  ])
  const rows = looked.kind === 'tracked' ? [] : await readObjects(session, schema)
  // Another run may have committed between the two looks: objects that it made must not pass for untracked ones.
  const tracking = looked.kind === 'none' && rows.length > 0 ? await readTracking(session, schema) : looked
  const own = rows.filter((row) => !row.of_extension && !row.of_provider)
  return {
    tracking,
    foreign: tracking.kind === 'tracked' ? [] : await readForeign(session, own),
    objects: own.map(({ kind, name }): ObjectName => ({ kind, name })),
    ignored: {
      extensions: around?.extensions ?? [],
      extensionObjects: rows.filter((row) => row.of_extension).length,
      providerSchemas: providedBy(rows),
    },
    tables: tablesOutside(schema, around?.tables ?? {}),
    readOnly: around?.read_only ?? false,
  }
}

async function readSurroundings(session: Session): Promise<SurroundingsRow | undefined> {
  const [row] = await session.query<SurroundingsRow>(surroundingsSql)
  return row
}

async function readObjects(session: Session, schema: string): Promise<readonly ObjectRow[]> {
  const [any] = await session.query<{ found: boolean }>(anyObjectSql)
  return any?.found === false ? [] : session.query<ObjectRow>(userObjectsSql, [schema])
}

/** Also where the database is tracked, and its objects are not read with the facts. */
export async function readProviderSchemas(session: Session, schema: string): Promise<readonly string[]> {
  return providedBy(await readObjects(session, schema))
}

function providedBy(rows: readonly ObjectRow[]): readonly string[] {
  return rows.filter((row) => row.of_provider && row.kind === 'schema').map((row) => row.name)
}

function tablesOutside(schema: string, tables: Readonly<Record<string, number>>): number {
  return Object.entries(tables).reduce((sum, [name, count]) => (name === schema ? sum : sum + count), 0)
}

async function readForeign(
  session: Session,
  objects: readonly ObjectName[],
): Promise<readonly ForeignTool[]> {
  const known = new Set(foreignTables.map((foreign) => foreign.table))
  const found: ForeignTool[] = []
  for (const { kind, name } of objects) {
    const dot = name.indexOf('.')
    const table = name.slice(dot + 1)
    if (kind !== 'table' || !known.has(table)) continue
    const tool = await recogniseTool(session, name.slice(0, dot), table)
    if (tool) found.push(tool)
  }
  return found
}

async function recogniseTool(
  session: Session,
  schema: string,
  table: string,
): Promise<ForeignTool | undefined> {
  const columns = await session.query<{ name: string }>(columnsSql, [schema, table])
  const names = new Set(columns.map((column) => column.name))
  const match = foreignTables.find(
    (foreign) =>
      foreign.table === table &&
      (foreign.schema ?? schema) === schema &&
      foreign.columns.every((column) => names.has(column)),
  )
  if (!match) return undefined
  return {
    tool: match.tool,
    table: `${schema}.${table}`,
    revision: await newestRevision(session, schema, match),
  }
}

async function newestRevision(
  session: Session,
  schema: string,
  foreign: ForeignTable,
): Promise<string | undefined> {
  const column = quoteIdentifier(foreign.revision)
  const order = quoteIdentifier(
    foreign.columns.find((name) => name !== foreign.revision && name !== 'dirty') ?? foreign.revision,
  )
  const sql = `select ${column}::pg_catalog.text as revision from ${quoteIdentifier(schema)}.${quoteIdentifier(foreign.table)} order by ${order} desc limit 1`
  // Asked before: a refusal would end the transaction that may be open.
  const [right] = await session.query<{ granted: boolean }>(
    'select pg_catalog.has_table_privilege($1::pg_catalog.text, $2::pg_catalog.text) as granted',
    [`${quoteIdentifier(schema)}.${quoteIdentifier(foreign.table)}`, 'select'],
  )
  if (right?.granted !== true) return undefined
  const [row] = await session.query<{ revision: string }>(sql)
  return row?.revision
}

const columnsSql = `
select a.attname::pg_catalog.text as name from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) a.attrelid
  join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) c.relnamespace
 where n.nspname operator(pg_catalog.=) $1 and c.relname operator(pg_catalog.=) $2 and a.attnum operator(pg_catalog.>) 0 and not a.attisdropped`
