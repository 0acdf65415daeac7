import { quoteIdentifier } from '../../psql/quote-identifier.ts'
import type { BatchTable, Key, KeyBounds, KeyColumn } from '../batches.ts'
import type { Session } from '../database.ts'

/** The last key of a table; undefined when it is empty. */
export async function readLastKey(session: Session, table: BatchTable): Promise<Key | undefined> {
  const order = table.key.map(({ name }) => `${quoteIdentifier(name)} desc`).join(', ')
  const values = table.key.map(({ name }) => `${quoteIdentifier(name)}::pg_catalog.text`).join(', ')
  const [row] = await session.query<{ key: Key }>(
    `select pg_catalog.json_build_array(${values}) as key from ${table.name}
      where ${table.key.map(({ name }) => `${quoteIdentifier(name)} is not null`).join(' and ')} order by ${order} limit 1`,
  )
  return row?.key
}

/** Of a table that was never analysed, the planner knows the size; the statistics do not. */
export async function estimateRows(session: Session, table: BatchTable): Promise<number> {
  const [row] = await session.query<{ 'QUERY PLAN': readonly { Plan: { 'Plan Rows': number } }[] }>(
    `explain (format json) select from ${table.name}`,
  )
  return row?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0
}

/** Where the next so many rows end. Rows with equal keys are never parted: the next range begins above that key. */
export async function readNextBounds(
  session: Session,
  table: BatchTable,
  part: KeyBounds & { readonly size: number },
): Promise<{ readonly to: Key; readonly rows: number } | undefined> {
  const { text, parameters } = renderBounds(table, part, undefined)
  const columns = table.key.map(({ name }, i) => `${quoteIdentifier(name)} as k${i}`).join(', ')
  const [row] = await session.query<{ key: Key; rows: string }>(
    `with page as materialized (
       select ${columns} from ${table.name} where ${text}
        order by ${table.key.map((_, i) => i + 1).join(', ')} fetch first ${part.size} rows with ties)
     select pg_catalog.json_build_array(${table.key.map((_, i) => `page.k${i}::pg_catalog.text`).join(', ')}) as key,
         (select pg_catalog.count(*) from page)::pg_catalog.text as rows
       from page order by ${table.key.map((_, i) => `page.k${i} desc`).join(', ')} limit 1`,
    parameters,
  )
  return row && { to: row.key, rows: Number(row.rows) }
}

/** The rows above one key and up to another, as a condition with numbered parameters. */
export function renderBounds(
  { key }: Pick<BatchTable, 'key'>,
  { after, to }: KeyBounds,
  alias: string | undefined,
): { readonly text: string; readonly parameters: readonly string[] } {
  const names = key.map(({ name }) =>
    (alias === undefined ? [name] : [alias, name]).map(quoteIdentifier).join('.'),
  )
  const pairs = (from: number): readonly Compared[] =>
    key.map((column, i) => ({ column, name: names[i] ?? '', value: valueOf(column, from + i + 1) }))
  const upper = compared(pairs(0), 'lessOrEqual')
  const lower = after === undefined ? [] : [compared(pairs(key.length), 'greater')]
  return { text: `(${[...lower, upper].join(' and ')})`, parameters: [...to, ...(after ?? [])] }
}

interface Compared {
  readonly column: KeyColumn
  readonly name: string
  readonly value: string
}

/** The collation is said: that of a domain, or of the parameter, may be another than the column's. */
function valueOf({ type, collation }: KeyColumn, number: number): string {
  const value = `$${number}::pg_catalog.text::${type}`
  return collation === null ? `(${value})` : `(${value} collate ${collation})`
}

/** A row is compared with a row where one operator serves all columns: only that can use an index of all of them. */
function compared(pairs: readonly Compared[], operator: 'greater' | 'lessOrEqual'): string {
  const [first, ...rest] = pairs
  if (first === undefined) return 'true'
  const row = (sides: readonly string[]) => (rest.length === 0 ? sides.join('') : `row(${sides.join(', ')})`)
  if (rest.every(({ column }) => column[operator] === first.column[operator]))
    return `${row(pairs.map(({ name }) => name))} operator(${first.column[operator]}) ${row(pairs.map(({ value }) => value))}`
  const beyond = operator === 'greater' ? first.column.greater : first.column.less
  const { name, value } = first
  return `(${name} operator(${beyond}) ${value} or (${name} operator(${first.column.equal}) ${value} and ${compared(rest, operator)}))`
}
