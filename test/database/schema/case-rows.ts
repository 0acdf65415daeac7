import { quoteIdentifier } from '../../../src/psql/quote-identifier.ts'
import { quoteLiteral } from '../../../src/psql/quote-literal.ts'
import { factsOf, type Schema } from '../../../src/schema/schema.ts'
import type { CasePlace } from './case-place.ts'

/** All rows of all tables of a schema, each as a line that begins with its table. */
export async function rowsOf({ session }: CasePlace, schema: Schema): Promise<readonly string[]> {
  const tables = factsOf(schema, 'table').map(({ name }) =>
    name.map((part) => quoteIdentifier(part)).join('.'),
  )
  if (tables.length === 0) return []
  const sql = tables.map(
    (table) =>
      `select ${quoteLiteral(table)} || ' ' || pg_catalog.to_jsonb(t)::text as line from only ${table} as t`,
  )
  const rows = await session.query<{ readonly line: string }>(`${sql.join(' union all ')} order by 1`)
  return rows.map(({ line }) => line)
}
