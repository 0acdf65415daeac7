import { quoteLiteral } from '../../psql/quote-literal.ts'
import type { SequenceNumbers } from '../facets.ts'
import type { AnyFact, Fact } from '../schema.ts'
import { actionOf, type Planned } from './action.ts'
import { lastName, sqlName } from './names.ts'

/** A new sequence of a column that has rows already goes on behind them: it would give numbers again that are taken. */
export function goOnCounting(
  sequence: { readonly name: readonly string[]; readonly numbers: SequenceNumbers },
  column: Fact<'column'>,
  fact: Pick<AnyFact, 'key'>,
): readonly Planned[] {
  if (!/^(smallint|integer|bigint)$/.test(column.facets.type)) return []
  const { increment, min, max } = sequence.numbers
  const isUp = !increment.startsWith('-')
  const last = `pg_catalog.${isUp ? 'max' : 'min'}(${lastName(column)})`
  const bound = isUp ? `>= ${min}` : `<= ${max}`
  const table = sqlName(...column.name.slice(0, 2))
  const name = quoteLiteral(sqlName(...sequence.name))
  const sql = `SELECT pg_catalog.setval(${name}, ${last}) FROM ${table} HAVING ${last} ${bound}`
  return [actionOf(fact, sql, { needs: [column.key] })]
}
